package io.keelson.dpdk.check;

import java.util.List;
import java.util.Optional;

/**
 * What a host's files tell about handing VFs to user space, at one moment.
 *
 * @param iommus the IOMMUs the kernel uses, by name ({@code dmar0}); none: it uses none
 * @param noIommuMode whether vfio may do without; absent where the module is not loaded or was built without
 * @param hugepages by NUMA node and size; without nodes where the kernel does not tell them apart
 * @param runtimes processes of container runtimes, which pass their limits on to containers
 * @param openers processes that have a vfio group open; absent where not every process could be looked into
 */
public record UserspaceFacts(
        List<String> iommus,
        Optional<Boolean> noIommuMode,
        VfioPci vfioPci,
        List<Hugepages> hugepages,
        List<HostProcess> runtimes,
        Optional<List<HostProcess>> openers) {
    public UserspaceFacts {
        iommus = List.copyOf(iommus);
        hugepages = List.copyOf(hugepages);
        runtimes = List.copyOf(runtimes);
        openers = openers.map(List::copyOf);
    }

    /** Whether a VF bound to vfio-pci gets a group that nothing guards. */
    boolean isUnguarded() {
        return iommus.isEmpty() && noIommuMode.orElse(false);
    }

    /** The state of the driver {@code vfio-pci}. */
    public enum VfioPci {
        /** The kernel has it. */
        LOADED,
        /** Its module is there and not loaded. */
        INSTALLED,
        /** Its module is not among the running kernel's. */
        ABSENT,
        /** Not loaded; the running kernel's modules cannot be seen from here. */
        UNSEEN
    }
}
