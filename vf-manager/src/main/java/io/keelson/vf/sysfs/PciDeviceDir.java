package io.keelson.vf.sysfs;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code /sys/devices/.../<address>}, the directory of one PCI function, what {@code /sys/bus/pci/devices/<address>} links
 * to.
 *
 * @param path without links, inside the root
 * @param inode of the directory; another one at the same path is another device
 */
public record PciDeviceDir(SysRoot root, PciAddress address, Path path, long inode) {
    /** A file of this function. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** The driver it is bound to. */
    public Optional<DriverName> driver(Findings findings) {
        return in(findings).link("driver", DriverName::parse);
    }

    /** The one driver that may take it. */
    public Optional<DriverName> driverOverride(Findings findings) {
        return in(findings).optional("driver_override", "(null)"::equals, DriverName::parse);
    }

    /** The VF controls, if this is a physical function able to make VFs, even if firmware allows none. */
    public Optional<SriovFiles> sriov() {
        return KernelFile.exists(file("sriov_totalvfs")) ? Optional.of(new SriovFiles(this)) : Optional.empty();
    }

    /** The name of its interface in the host's namespace; for a PF its uplink, never a representor. */
    public Optional<IfName> netdevName(Findings findings) {
        NetDir net = new NetDir(path);
        return (sriov().isPresent() ? net.uplink(findings) : net.own(findings)).map(NetdevDir::name);
    }

    /** The virtio device that is made of it, by which the kernel names the parent of its netdev. */
    public Optional<VirtioName> virtio(Findings findings) {
        return VirtioDir.of(path, findings).map(VirtioDir::name);
    }

    Optional<HexId> vendor(Findings findings) {
        return in(findings).required("vendor", HexId::parse);
    }

    Optional<HexId> device(Findings findings) {
        return in(findings).required("device", HexId::parse);
    }

    /** Class, subclass and programming interface, {@code 0x020000} for Ethernet. */
    Optional<Long> pciClass(Findings findings) {
        return in(findings).required("class", PciDeviceDir::classCode);
    }

    /** The kernel writes -1 for a device without a node. */
    Optional<NumaNode> numaNode(Findings findings) {
        return in(findings).optional("numa_node", "-1"::equals, NumaNode::parse);
    }

    Optional<IommuGroup> iommuGroup(Findings findings) {
        return in(findings).link("iommu_group", IommuGroup::parse);
    }

    /** The PF this function is a VF of. */
    Optional<PciAddress> physfn(Findings findings) {
        return in(findings).link("physfn", PciAddress::parse);
    }

    /** Whether the same device is still there. */
    public boolean isThere() {
        return KernelFile.inode(path).equals(Optional.of(inode));
    }

    private Attributes in(Findings findings) {
        return new Attributes(path, findings);
    }

    private static Optional<Long> classCode(String text) {
        OptionalLong code = KernelText.hex(text);
        return code.isPresent() && code.getAsLong() <= 0xffffffL ? Optional.of(code.getAsLong()) : Optional.empty();
    }
}
