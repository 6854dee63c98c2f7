package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** An 802.1Q VLAN id; 0 means untagged. */
public record VlanId(int id) {
    public VlanId {
        if (id < 0 || id > 4094) {
            throw new IllegalArgumentException("VLAN id out of range: " + id);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 4094. */
    public static Optional<VlanId> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 4094L
                ? Optional.of(new VlanId((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(id);
    }
}
