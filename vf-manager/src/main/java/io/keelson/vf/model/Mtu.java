package io.keelson.vf.model;

import java.util.Optional;
import java.util.OptionalLong;

/** A maximum transmission unit in bytes, without link header. */
public record Mtu(int bytes) {
    public Mtu {
        if (bytes < 68 || bytes > 65535) {
            throw new IllegalArgumentException("MTU out of range: " + bytes);
        }
    }

    /** The value a decimal text spells, or empty when it is no number from 68 to 65535. */
    public static Optional<Mtu> parse(String text) {
        OptionalLong value = KernelText.decimal(text);
        return value.isPresent() && value.getAsLong() >= 68 && value.getAsLong() <= 65535L
                ? Optional.of(new Mtu((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return Integer.toString(bytes);
    }
}
