package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** A NUMA node; a device without one is absent, never -1. */
public record NumaNode(int number) {
    public NumaNode {
        if (number < 0 || number > 1023) {
            throw new IllegalArgumentException("NUMA node out of range: " + number);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 1023. */
    public static Optional<NumaNode> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 1023L
                ? Optional.of(new NumaNode((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
