package io.keelson.vf.model;

import java.util.Optional;

/**
 * The name of a network interface: 1 to 15 bytes of printable ASCII without {@code /}, {@code :} or white space, not
 * {@code .} or {@code ..}. Source: {@code dev_valid_name()} in the kernel; narrower, as CNI asks.
 */
public record IfName(String text) {
    private static final int MAX_BYTES = 15;

    public IfName {
        if (!valid(text)) {
            throw new IllegalArgumentException("not an interface name");
        }
    }

    /** The name, or empty when the kernel would refuse it. */
    public static Optional<IfName> parse(String text) {
        return valid(text) ? Optional.of(new IfName(text)) : Optional.empty();
    }

    private static boolean valid(String text) {
        if (text.isEmpty() || text.length() > MAX_BYTES || text.equals(".") || text.equals("..")) {
            return false;
        }
        return text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '/' && c != ':' && c != '%');
    }

    @Override
    public String toString() {
        return text;
    }
}
