package io.keelson.vf.journal;

import io.keelson.vf.model.LedgerChange;
import java.util.List;

/** How long a record has to outlive its writing. */
public enum Durability {
    /** The process: the page cache keeps it over a kill. Enough for what a power cut takes away anyway. */
    PAGE_CACHE,
    /** The machine: on the disk before success is said. */
    DISK;

    /**
     * What these changes need. A grant lost in a power cut is still in kubelet's checkpoint, which is asked before a device
     * counts as free; a baseline is nowhere else.
     */
    static Durability of(List<LedgerChange> changes) {
        return changes.stream().anyMatch(LedgerChange.BaselineDeclared.class::isInstance) ? DISK : PAGE_CACHE;
    }
}
