package io.keelson.config.model;

import io.keelson.vf.model.VlanId;
import java.util.Optional;

/** VLAN ids from {@code first} to {@code last}, both included; 0 stands for untagged. */
public record VlanRange(VlanId first, VlanId last) {
    public VlanRange {
        if (last.id() < first.id()) {
            throw new IllegalArgumentException("not a range of VLAN ids: " + first + "-" + last);
        }
    }

    /** The range a text spells, {@code 100} or {@code 100-199}, or empty. */
    public static Optional<VlanRange> parse(String text) {
        int dash = text.indexOf('-');
        Optional<VlanId> first = VlanId.parse(dash < 0 ? text : text.substring(0, dash));
        Optional<VlanId> last = VlanId.parse(dash < 0 ? text : text.substring(dash + 1));
        return first.isPresent()
                        && last.isPresent()
                        && first.get().id() <= last.get().id()
                ? Optional.of(new VlanRange(first.get(), last.get()))
                : Optional.empty();
    }

    /** Whether the id lies in it. */
    public boolean contains(VlanId id) {
        return first.id() <= id.id() && id.id() <= last.id();
    }

    @Override
    public String toString() {
        return first.equals(last) ? first.toString() : first + "-" + last;
    }
}
