package io.keelson.vf.model;

import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;

/** An InfiniBand partition key, 0 to 0xffff, written {@code 0x8001} as the kernel does. */
public record PKey(int value) {
    public PKey {
        if (value < 0 || value > 0xffff) {
            throw new IllegalArgumentException("partition key out of range: " + value);
        }
    }

    /** The value a text such as {@code 0x8001} spells, or empty. */
    public static Optional<PKey> parse(String text) {
        OptionalLong value = text.startsWith("0x") ? KernelText.hex(text) : OptionalLong.empty();
        return value.isPresent() && value.getAsLong() <= 0xffff
                ? Optional.of(new PKey((int) value.getAsLong()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "0x" + HexFormat.of().toHexDigits((short) value);
    }
}
