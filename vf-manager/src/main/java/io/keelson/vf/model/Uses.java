package io.keelson.vf.model;

import java.util.Optional;
import java.util.Set;

/**
 * Evidence of use from outside the ledger. A source that could not be read is absent, and then every device counts as in use.
 *
 * @param kubelet devices that PodResources or kubelet's checkpoint name
 * @param openGroups IOMMU groups some process holds open
 */
public record Uses(Optional<Set<PciAddress>> kubelet, Optional<Set<IommuGroup>> openGroups) {
    /** Both sources read, nothing in use. */
    public static final Uses NONE = new Uses(Optional.of(Set.of()), Optional.of(Set.of()));

    /** No source asked: every device counts as in use. */
    public static final Uses UNKNOWN = new Uses(Optional.empty(), Optional.empty());
}
