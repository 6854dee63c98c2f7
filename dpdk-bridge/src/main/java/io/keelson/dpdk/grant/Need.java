package io.keelson.dpdk.grant;

import java.util.Optional;

/**
 * A right that a container's processes need for a VF and no device node gives. The device plugin API has no words for it:
 * there the pod's own spec has to say it.
 */
public enum Need {
    /**
     * To lock memory: vfio pins what the device may reach, all memory of a DPDK process, RDMA and vhost-vdpa what is registered
     * with them, and each charges it to the process's limit unless it has the capability. Source:
     * {@code drivers/vfio/vfio_iommu_type1.c}, {@code drivers/infiniband/core/umem.c}, {@code drivers/vhost/vdpa.c}.
     */
    LOCKED_MEMORY("IPC_LOCK", Optional.of("RLIMIT_MEMLOCK")),
    /** To open a group that no IOMMU guards. Source: {@code drivers/vfio/group.c}. */
    RAW_IO("SYS_RAWIO", Optional.empty());

    private final String capability;
    private final Optional<String> limit;

    Need(String capability, Optional<String> limit) {
        this.capability = capability;
        this.limit = limit;
    }

    /** The capability that gives it, without {@code CAP_}, as pod specs spell it. */
    public String capability() {
        return capability;
    }

    /** The resource limit that gives it too when it is unlimited, as OCI spells it; absent where none does. */
    public Optional<String> limit() {
        return limit;
    }
}
