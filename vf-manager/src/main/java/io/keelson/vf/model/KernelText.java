package io.keelson.vf.model;

import java.util.OptionalLong;

/** Strict parsing of untrusted numbers: digits only, bounded, no sign unless asked for; anything else is empty. */
public final class KernelText {
    private static final int MAX_DIGITS = 18;

    private KernelText() {}

    /** A non-negative decimal of at most 18 digits, surrounding white space ignored. */
    public static OptionalLong decimal(String text) {
        return digits(text.strip(), 10);
    }

    /** As {@link #decimal}, with one optional leading minus sign (the kernel writes -1 for "no NUMA node"). */
    public static OptionalLong signedDecimal(String text) {
        String bare = text.strip();
        if (!bare.startsWith("-")) {
            return digits(bare, 10);
        }
        OptionalLong magnitude = digits(bare.substring(1), 10);
        return magnitude.isPresent() ? OptionalLong.of(-magnitude.getAsLong()) : magnitude;
    }

    /** A hexadecimal number with or without {@code 0x}, at most 15 digits. */
    public static OptionalLong hex(String text) {
        String bare = text.strip();
        return digits(bare.startsWith("0x") ? bare.substring(2) : bare, 16);
    }

    private static OptionalLong digits(String text, int radix) {
        if (text.isEmpty() || text.length() > (radix == 16 ? 15 : MAX_DIGITS)) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, radix) : -1;
            if (digit < 0) {
                return OptionalLong.empty();
            }
            value = value * radix + digit;
        }
        return OptionalLong.of(value);
    }
}
