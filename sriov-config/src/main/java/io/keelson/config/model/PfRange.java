package io.keelson.config.model;

import io.keelson.vf.model.VfIndex;
import java.util.Comparator;
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
        return contains(index.index());
    }

    /** Whether the VF of this index, or the sub-function of this number, is meant. */
    public boolean contains(int number) {
        return indexes.isEmpty() || indexes.get().stream().anyMatch(r -> r.contains(number));
    }

    /** Whether both mean at least one VF index of the same PF. */
    public boolean intersects(PfRange other) {
        if (!pf.equals(other.pf)) {
            return false;
        }
        if (indexes.isEmpty() || other.indexes.isEmpty()) {
            return !indexes.equals(Optional.of(List.of())) && !other.indexes.equals(Optional.of(List.of()));
        }
        return intersect(sorted(indexes.get()), sorted(other.indexes.get()));
    }

    /** In one walk along both, since a file may list very many. */
    private static boolean intersect(List<IndexRange> mine, List<IndexRange> theirs) {
        for (int i = 0, j = 0; i < mine.size() && j < theirs.size(); ) {
            if (mine.get(i).intersects(theirs.get(j))) {
                return true;
            }
            if (mine.get(i).last() < theirs.get(j).first()) {
                i++;
            } else {
                j++;
            }
        }
        return false;
    }

    private static List<IndexRange> sorted(List<IndexRange> ranges) {
        return ranges.stream()
                .sorted(Comparator.comparingInt(IndexRange::first))
                .toList();
    }

    @Override
    public String toString() {
        return pf
                + indexes.map(list -> list.stream().map(IndexRange::toString).collect(Collectors.joining(",", "#", "")))
                        .orElse("");
    }
}
