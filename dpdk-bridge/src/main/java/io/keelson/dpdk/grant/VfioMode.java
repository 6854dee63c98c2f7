package io.keelson.dpdk.grant;

import io.keelson.vf.model.IommuGroup;
import java.util.function.Predicate;

/**
 * How the kernel guards a vfio group. It makes one node for a group, whose name tells which.
 *
 * <p>Source: {@code drivers/vfio/group.c}.
 */
public enum VfioMode {
    /** An IOMMU lets the device reach only the memory its user mapped for it. */
    IOMMU,
    /**
     * Nothing does: its user can have the device read and write any memory of the host. The kernel makes such a group when
     * a function without IOMMU group is bound to vfio-pci and the parameter {@code enable_unsafe_noiommu_mode} of the module
     * {@code vfio} is on.
     */
    NO_IOMMU;

    /** By the node that is there: no-IOMMU only where its node is, and the plain one is not. */
    public static VfioMode of(IommuGroup group, Predicate<DevPath> isThere) {
        boolean unguarded = isThere.test(DevPath.ofNoIommuGroup(group)) && !isThere.test(DevPath.ofGroup(group));
        return unguarded ? NO_IOMMU : IOMMU;
    }

    /** The group's node on the host. */
    public DevPath node(IommuGroup group) {
        return this == IOMMU ? DevPath.ofGroup(group) : DevPath.ofNoIommuGroup(group);
    }

    /** What a process needs to use such a group beside its node. */
    public Need need() {
        return this == IOMMU ? Need.LOCKED_MEMORY : Need.RAW_IO;
    }
}
