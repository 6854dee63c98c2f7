package io.keelson.vf.model;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** A PCI vendor or device id: four lower-case hex digits without {@code 0x}. */
public record HexId(String digits) {
    public HexId {
        if (digits.length() != 4
                || KernelText.hex(digits).isEmpty()
                || !digits.equals(digits.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not a four digit hex id");
        }
    }

    /** The id in a kernel file such as {@code vendor}, {@code 0x8086}, or empty. */
    public static Optional<HexId> parse(String text) {
        OptionalLong value = KernelText.hex(text);
        return value.isPresent() && value.getAsLong() <= 0xffff
                ? Optional.of(new HexId(HexFormat.of().toHexDigits((short) value.getAsLong())))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return digits;
    }
}
