package io.keelson.vf.model;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address on an interface with its prefix length, {@code 10.56.0.2/24} or {@code fd00::2/64}. */
public record IfAddress(InetAddress address, int prefix) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]{2,45}");

    public IfAddress {
        if (prefix < 0 || prefix > address.getAddress().length * 8) {
            throw new IllegalArgumentException("prefix out of range: " + prefix);
        }
    }

    /** The address a text in CIDR notation spells, never looked up by name. */
    public static Optional<IfAddress> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        var prefix = KernelText.decimal(text.substring(slash + 1));
        return literal(text.substring(0, slash))
                .filter(a -> prefix.isPresent() && prefix.getAsLong() <= a.getAddress().length * 8L)
                .map(a -> new IfAddress(a, (int) prefix.getAsLong()));
    }

    /** An address literal without prefix, or empty; names are not resolved. */
    public static Optional<InetAddress> literal(String text) {
        if (!LITERAL.matcher(text).matches()
                || !(text.indexOf(':') >= 0
                        || text.chars().filter(c -> c == '.').count() == 3)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (java.net.UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether it is an IPv6 address. */
    public boolean isV6() {
        return address.getAddress().length == 16;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefix;
    }
}
