package io.keelson.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The guest machine as QEMU's arguments. A snapshot fits only the very same list, so whatever changes here changes the key
 * of the snapshots.
 */
final class Hardware {
    /** The kernel waits for a timer that an overloaded emulation may deliver late: {@code no_timer_check}. */
    private static final String KERNEL_ARGUMENTS =
            "console=ttyS0 quiet panic=-1 intel_iommu=on iommu=pt no_timer_check tsc=reliable";

    private static final int NUMA_NODES = 2;
    private static final int VIRTIO_VFS = 3;

    private Hardware() {}

    static List<String> arguments(Accelerator accelerator, Path guest, Extra extra) {
        List<String> all = new ArrayList<>(List.of("-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"));
        all.addAll(List.of("-machine", "q35,kernel-irqchip=split", "-smp", "2", "-m", "4096"));
        all.addAll(accelerator.arguments());
        all.addAll(List.of("-device", "intel-iommu,intremap=on,caching-mode=on,aw-bits=48"));
        all.addAll(List.of("-kernel", guest.resolve("vmlinuz").toString()));
        all.addAll(List.of("-initrd", guest.resolve("initrd").toString(), "-append", KERNEL_ARGUMENTS));
        for (int node = 0; node < NUMA_NODES; node++) {
            all.addAll(numaNode(node));
        }
        for (int node = 0; node < NUMA_NODES; node++) {
            all.addAll(nic(node));
        }
        all.addAll(of(extra));
        return all;
    }

    /** What ends in files of one run: the root disk, the channels, the logs. */
    static List<String> connections(GuestFolder folder) {
        List<String> all = new ArrayList<>();
        // The page cache outlives QEMU, and the disk is thrown away: no flush is worth its time.
        all.addAll(List.of("-drive", "if=none,id=root,format=qcow2,cache=unsafe,file=" + folder.overlay()));
        all.addAll(
                List.of("-device", "virtio-blk-pci,bus=pcie.0,drive=root", "-device", "virtio-serial-pci,bus=pcie.0"));
        all.addAll(List.of("-chardev", socket("exec", folder.exec())));
        all.addAll(List.of("-device", "virtserialport,chardev=exec,name=lab.exec"));
        all.addAll(List.of("-chardev", socket("console", folder.console()), "-device", "virtconsole,chardev=console"));
        // Folders come in as tar archives in this drive.
        all.addAll(List.of(
                "-device",
                "virtio-scsi-pci,bus=pcie.0,id=scsi",
                "-device",
                "scsi-cd,id=" + Guest.DRIVE + ",bus=scsi.0"));
        all.addAll(List.of("-qmp", "unix:" + folder.qmp() + ",server=on,wait=off"));
        all.addAll(List.of(
                "-serial",
                "file:" + folder.serialLog(),
                "-pidfile",
                folder.pidFile().toString()));
        return all;
    }

    private static List<String> numaNode(int node) {
        String memory = "memory" + node;
        return List.of(
                "-object", "memory-backend-ram,size=2G,id=" + memory,
                "-numa", "node,nodeid=" + node + ",cpus=" + node + ",memdev=" + memory);
    }

    /** A PF under a root port of its own below a host bridge of that node, on the one wire. */
    private static List<String> nic(int node) {
        int number = node + 1;
        int bus = 32 * number; // the PF's own is the next one
        String bridge = "bridge" + node;
        String port = "port" + node;
        String wire = "wire" + node;
        return List.of(
                "-device", "pxb-pcie,bus=pcie.0,id=" + bridge + ",numa_node=" + node + ",bus_nr=" + bus,
                "-device", "pcie-root-port,id=" + port + ",bus=" + bridge + ",chassis=" + number + ",slot=" + number,
                "-netdev", "hubport,hubid=0,id=" + wire,
                "-device", "igb,id=igb" + node + ",bus=" + port + ",netdev=" + wire + ",mac=52:54:00:aa:bb:0" + number);
    }

    private static List<String> of(Extra extra) {
        return switch (extra) {
            case NONE -> List.of();
            case NVME ->
                List.of(
                        "-device", "pxb-pcie,bus=pcie.0,id=bridge2,numa_node=0,bus_nr=96",
                        "-device", "pcie-root-port,id=port2,bus=bridge2,chassis=3,slot=3",
                        "-device", "nvme-subsys,id=subsystem",
                        "-device",
                                "nvme,id=nvme,serial=lab,bus=port2,subsys=subsystem,sriov_max_vfs=4,sriov_vq_flexible=16,"
                                        + "sriov_vi_flexible=8,max_ioqpairs=18,msix_qsize=9");
            case VIRTIO -> virtio();
        };
    }

    /** QEMU wants the VFs, from the last to the first, before the PF that they name. */
    private static List<String> virtio() {
        List<String> all = new ArrayList<>(List.of(
                "-device", "pxb-pcie,bus=pcie.0,id=bridge2,numa_node=0,bus_nr=96",
                "-device", "pcie-root-port,id=port2,bus=bridge2,chassis=3,slot=3"));
        for (int function = VIRTIO_VFS; function >= 0; function--) {
            all.addAll(List.of("-netdev", "hubport,hubid=1,id=virtio" + function));
            all.addAll(List.of(
                    "-device",
                    "virtio-net-pci,bus=port2,addr=0x0.0x" + function + ",netdev=virtio" + function
                            + ",mac=52:54:00:aa:cc:0" + function + ",disable-legacy=on,iommu_platform=on,romfile="
                            + (function == 0 ? ",id=virtio" : ",sriov-pf=virtio")));
        }
        return all;
    }

    private static String socket(String id, Path path) {
        return "socket,server=on,wait=off,id=" + id + ",path=" + path;
    }
}
