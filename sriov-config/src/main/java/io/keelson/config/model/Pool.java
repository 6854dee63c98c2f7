package io.keelson.config.model;

import java.util.List;
import java.util.Optional;

/**
 * A set of devices offered under one resource name.
 *
 * @param where its place in the file, {@code pools[0]}
 * @param selectors a device that matches one of them belongs to the pool, unless an earlier pool has it
 * @param attach absent: only pods with a network definition are attached
 * @param gate asked of vfio devices and of pools with {@code attach}
 * @param excludeTopology kubelet is not told the NUMA node
 * @param deviceType which devices its selectors are asked about
 * @param additionalInfo what containers are told of its devices; absent where the key is
 * @param link what a PF that lost its link means for devices nobody holds
 */
public record Pool(
        String where,
        ResourceName resource,
        List<Selector> selectors,
        DriverChoice driver,
        Allocation allocation,
        Release release,
        Gate gate,
        Allow allow,
        Optional<Attach> attach,
        boolean excludeTopology,
        DeviceType deviceType,
        Optional<AdditionalInfo> additionalInfo,
        LinkCare link) {
    public Pool {
        selectors = List.copyOf(selectors);
    }

    /** A pool of network functions that tells nothing more about them. */
    public Pool(
            String where,
            ResourceName resource,
            List<Selector> selectors,
            DriverChoice driver,
            Allocation allocation,
            Release release,
            Gate gate,
            Allow allow,
            Optional<Attach> attach,
            boolean excludeTopology) {
        this(
                where,
                resource,
                selectors,
                driver,
                allocation,
                release,
                gate,
                allow,
                attach,
                excludeTopology,
                DeviceType.NET_DEVICE,
                Optional.empty(),
                LinkCare.IGNORE);
    }

    /** The same devices, offered and no more: what becomes of them in a pod is another's business. */
    public Pool offered() {
        return new Pool(
                where,
                resource,
                selectors,
                driver,
                allocation,
                release,
                Gate.OFF,
                allow,
                Optional.empty(),
                excludeTopology,
                deviceType,
                additionalInfo,
                link);
    }

    /** The same resource without a claim to any device, for those it has handed out. */
    public Pool retired() {
        return new Pool(
                where,
                resource,
                List.of(),
                driver,
                allocation,
                release,
                gate,
                allow,
                attach,
                excludeTopology,
                deviceType,
                additionalInfo,
                link);
    }
}
