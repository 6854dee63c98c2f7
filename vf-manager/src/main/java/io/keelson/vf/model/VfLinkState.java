package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;

/** How a VF's link follows its PF's: with it, always up, always down. The order is the kernel's number. */
public enum VfLinkState {
    AUTO,
    ENABLE,
    DISABLE;

    /** The state by the word {@code ip link} and sriov-cni use. */
    public static Optional<VfLinkState> parse(String text) {
        for (VfLinkState state : values()) {
            if (state.toString().equals(text)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
