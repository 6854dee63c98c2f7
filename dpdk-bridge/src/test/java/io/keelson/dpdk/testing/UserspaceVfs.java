package io.keelson.dpdk.testing;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import java.util.Optional;

/** VFs of one made-up PF, VF n at 0000:01:10.n. */
public final class UserspaceVfs {
    private UserspaceVfs() {}

    /** Bound to vfio-pci, alone in IOMMU group 70 + n, on that NUMA node. */
    public static Vf vfio(int n, int node) {
        return vf(n, Optional.of(DriverName.VFIO_PCI), Optional.of(new IommuGroup(70 + n)), 1, node);
    }

    /** Any other. */
    public static Vf vf(int n, Optional<DriverName> driver, Optional<IommuGroup> group, int groupSize, int node) {
        return new Vf(
                new VfId(new PciAddress(0, 1, 0x10, n), 100 + n),
                PciAddress.of("0000:01:00.0"),
                new VfIndex(n),
                Optional.empty(),
                Optional.empty(),
                driver,
                Optional.empty(),
                Optional.empty(),
                group,
                groupSize,
                Optional.of(new NumaNode(node)),
                Optional.empty());
    }
}
