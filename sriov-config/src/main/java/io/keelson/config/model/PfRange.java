package io.keelson.config.model;

import io.keelson.vf.model.VfIndex;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A PF, all of whose VFs or some are meant: {@code ens1f0}, {@code ens1f0#0-3,5}, {@code 0000:01:00.0#2}.
 *
 * @param pf name or PCI address of the PF in lower case, since it is compared ignoring case
 * @param indexes absent: all VFs; present and empty: none
 */
public record PfRange(String pf, Optional<List<IndexRange>> indexes) {
    public PfRange {
        pf = pf.toLowerCase(Locale.ROOT);
        indexes = indexes.map(List::copyOf);
    }

    /** Whether this VF is meant, its PF being the one named. */
    public boolean contains(VfIndex index) {
        return indexes.isEmpty() || indexes.get().stream().anyMatch(r -> r.contains(index));
    }

    /** Whether both mean at least one VF index of the same PF. */
    public boolean intersects(PfRange other) {
        if (!pf.equals(other.pf)) {
            return false;
        }
        List<IndexRange> all = List.of(new IndexRange(0, Integer.MAX_VALUE));
        return indexes.orElse(all).stream()
                .anyMatch(mine -> other.indexes.orElse(all).stream().anyMatch(mine::intersects));
    }

    @Override
    public String toString() {
        return pf
                + indexes.map(list -> list.stream().map(IndexRange::toString).collect(Collectors.joining(",", "#", "")))
                        .orElse("");
    }
}
