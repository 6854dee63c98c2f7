package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** An 802.1p priority. */
public record VlanQos(int priority) {
    public VlanQos {
        if (priority < 0 || priority > 7) {
            throw new IllegalArgumentException("VLAN priority out of range: " + priority);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 7. */
    public static Optional<VlanQos> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 7L
                ? Optional.of(new VlanQos((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(priority);
    }
}
