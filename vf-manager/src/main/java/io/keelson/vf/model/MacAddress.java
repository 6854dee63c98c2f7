package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** An EUI-48 hardware address, 48 bits in the low end of {@code bits}; written in lower case with colons. */
public record MacAddress(long bits) {
    private static final Pattern SYNTAX = Pattern.compile("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}");

    public MacAddress {
        if (bits < 0 || bits > 0xffff_ffff_ffffL) {
            throw new IllegalArgumentException("MAC address out of range");
        }
    }

    /** The address a text spells as six colon separated octets, or empty. */
    public static Optional<MacAddress> parse(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            return Optional.empty();
        }
        return Optional.of(new MacAddress(
                KernelText.hex(text.replace(":", "").toLowerCase(Locale.ROOT)).orElseThrow()));
    }

    /** As {@link #parse}, for text written in this program or a test. */
    public static MacAddress of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a MAC address: " + text));
    }

    /** The address in the first six of the given octets. */
    public static MacAddress ofOctets(byte[] octets) {
        long bits = 0;
        for (int i = 0; i < 6; i++) {
            bits = bits << 8 | (octets[i] & 0xff);
        }
        return new MacAddress(bits);
    }

    /** The six octets in transmission order. */
    public byte[] octets() {
        byte[] octets = new byte[6];
        for (int i = 0; i < 6; i++) {
            octets[i] = (byte) (bits >> (40 - 8 * i));
        }
        return octets;
    }

    /** Whether the group bit is set: such an address can name no interface. */
    public boolean isMulticast() {
        return (bits >> 40 & 1) == 1;
    }

    /** Whether all bits are 0, which drivers report for "none set". */
    public boolean isZero() {
        return bits == 0;
    }

    @Override
    public String toString() {
        String hex = String.format(Locale.ROOT, "%012x", bits);
        StringBuilder text = new StringBuilder(17);
        for (int i = 0; i < 12; i += 2) {
            text.append(i == 0 ? "" : ":").append(hex, i, i + 2);
        }
        return text.toString();
    }
}
