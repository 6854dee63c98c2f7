package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** The number n of a VF under its PF, as in {@code virtfn<n>} and {@code ip link set PF vf n}. */
public record VfIndex(int index) implements Comparable<VfIndex> {
    public VfIndex {
        if (index < 0 || index > 65534) {
            throw new IllegalArgumentException("VF index out of range: " + index);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 65534. */
    public static Optional<VfIndex> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 65534L
                ? Optional.of(new VfIndex((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public int compareTo(VfIndex other) {
        return Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return Integer.toString(index);
    }
}
