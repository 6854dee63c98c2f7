"""A modelled host of PFs x VFs that both Keelson and a peer can read as /sys: what agent.py starts them on."""
import os


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text + "\n")


def link(path, target):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.symlink(target, path)


def function(sys, address, root_port, device, driver, group, netdev):
    path = f"devices/pci0000:00/{root_port}/{address}"
    link(f"{sys}/bus/pci/devices/{address}", f"../../../{path}")
    home = f"{sys}/{path}"
    modalias = f"pci:v00008086d0000{device.upper()}sv00008086sd00000000bc02sc00i00"
    for name, text in {"class": "0x020000", "vendor": "0x8086", "device": "0x" + device, "driver_override": "(null)",
                       "numa_node": "0", "modalias": modalias, "revision": "0x01"}.items():
        write(f"{home}/{name}", text)
    link(f"{home}/driver", f"../../../../bus/pci/drivers/{driver}")
    os.makedirs(f"{sys}/bus/pci/drivers/{driver}", exist_ok=True)
    link(f"{home}/iommu_group", f"../../../../kernel/iommu_groups/{group}")
    members = f"{sys}/kernel/iommu_groups/{group}/devices"
    link(f"{members}/{address}", f"../../../../{path}")
    for name, text in netdev.items():
        if name != "name":
            write(f"{home}/net/{netdev['name']}/{name}", text)
    return home


def pf_address(number):
    return f"0000:{1 + 2 * number:02x}:00.0"


def build(root, pfs, vfs, netdevs):
    """Makes root/sys; `netdevs` gives for each name what /sys/class/net would say of it, and each is a real link."""
    sys = f"{root}/sys"
    for p in range(pfs):
        bus, port = 1 + 2 * p, f"0000:00:{p + 1:02x}.0"
        pf = pf_address(p)
        home = function(sys, pf, port, "1592", "ice", 1000 + p, netdevs[f"pf{p}"])
        for name, text in {"sriov_totalvfs": vfs, "sriov_numvfs": vfs, "sriov_offset": 128, "sriov_stride": 1,
                           "sriov_vf_device": "1889", "sriov_drivers_autoprobe": 1}.items():
            write(f"{home}/{name}", str(text))
        for v in range(vfs):
            address = f"0000:{bus:02x}:{16 + v // 8:02x}.{v % 8}"
            vf = function(sys, address, port, "1889", "iavf", 2000 + p * vfs + v, netdevs[f"v{p}x{v}"])
            link(f"{vf}/physfn", f"../{pf}")
            link(f"{home}/virtfn{v}", f"../{address}")
