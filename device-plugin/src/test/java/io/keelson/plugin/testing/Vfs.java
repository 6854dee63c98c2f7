package io.keelson.plugin.testing;

import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.List;
import java.util.Optional;

/** VFs of one made-up PF at 0000:01:00.0, VF n at 0000:01:10.n, for tests that need some. */
public final class Vfs {
    private Vfs() {}

    /** A free VF with driver igbvf, netdev {@code eth<n>}, NUMA node 0. */
    public static Vf kernel(int n) {
        return vf(
                n,
                Optional.of(new DriverName("igbvf")),
                Optional.of(netdev(n)),
                Optional.of(new IommuGroup(70 + n)),
                1);
    }

    /** A VF bound to vfio-pci, alone in IOMMU group 70 + n. */
    public static Vf vfio(int n) {
        return vf(n, Optional.of(DriverName.VFIO_PCI), Optional.empty(), Optional.of(new IommuGroup(70 + n)), 1);
    }

    /** Any other. */
    public static Vf vf(
            int n, Optional<DriverName> driver, Optional<Netdev> netdev, Optional<IommuGroup> group, int groupSize) {
        return new Vf(
                new VfId(address(n), 100 + n),
                PciAddress.of("0000:01:00.0"),
                new VfIndex(n),
                Optional.empty(),
                Optional.empty(),
                driver,
                Optional.empty(),
                netdev,
                group,
                groupSize,
                Optional.of(new NumaNode(0)),
                Optional.empty());
    }

    /** The same VF with these settings read from its PF. */
    public static Vf with(Vf vf, VfSettings settings) {
        return new Vf(
                vf.id(),
                vf.pf(),
                vf.index(),
                vf.vendor(),
                vf.device(),
                vf.driver(),
                vf.driverOverride(),
                vf.netdev(),
                vf.iommuGroup(),
                vf.groupSize(),
                vf.numaNode(),
                Optional.of(settings));
    }

    /** The traits of a VF with this uio node. */
    public static Traits uio(String node) {
        return new Traits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                DeviceNode.parse(node));
    }

    /** Where VF n sits. */
    public static PciAddress address(int n) {
        return new PciAddress(0, 1, 0x10 + n / 8, n % 8);
    }

    /** The netdev of VF n on the host. */
    public static Netdev netdev(int n) {
        return new Netdev(new IfName("eth" + n), 10 + n, Optional.empty(), Optional.empty(), false, Optional.empty());
    }
}
