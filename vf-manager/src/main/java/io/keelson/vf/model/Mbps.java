package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** A transmit rate in megabits a second; 0 means unlimited (man ip-link, max_tx_rate). */
public record Mbps(int value) {
    public Mbps {
        if (value < 0) {
            throw new IllegalArgumentException("rate in Mbit/s out of range: " + value);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 0 to 2147483647. */
    public static Optional<Mbps> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 0 && value.getAsLong() <= 2147483647L
                ? Optional.of(new Mbps((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
