package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.PciAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The devices of ours that a pod has, by resource and address.
 *
 * @param agreed of its containers: kubelet's two records agree on them
 * @param initOnly of its init containers and of no other; only the checkpoint knows these
 */
public record PodAllocation(
        SortedMap<ResourceName, SortedSet<PciAddress>> agreed,
        SortedMap<ResourceName, SortedSet<PciAddress>> initOnly) {
    /** Nothing of ours. */
    public static final PodAllocation NONE = new PodAllocation(new TreeMap<>(), new TreeMap<>());

    public PodAllocation {
        agreed = Collections.unmodifiableSortedMap(new TreeMap<>(agreed));
        initOnly = Collections.unmodifiableSortedMap(new TreeMap<>(initOnly));
    }

    /** Both: every device the pod holds until it is gone. */
    public SortedMap<ResourceName, SortedSet<PciAddress>> all() {
        SortedMap<ResourceName, SortedSet<PciAddress>> all = new TreeMap<>();
        for (Map<ResourceName, SortedSet<PciAddress>> part :
                List.<Map<ResourceName, SortedSet<PciAddress>>>of(agreed, initOnly)) {
            part.forEach((name, devices) ->
                    all.computeIfAbsent(name, n -> new TreeSet<>()).addAll(devices));
        }
        return all;
    }

    /** Whether the pod has nothing of ours. */
    public boolean isEmpty() {
        return agreed.isEmpty() && initOnly.isEmpty();
    }
}
