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
        boolean excludeTopology) {
    public Pool {
        selectors = List.copyOf(selectors);
    }
}
