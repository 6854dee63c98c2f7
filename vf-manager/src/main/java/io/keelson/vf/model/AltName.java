package io.keelson.vf.model;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A further name of a network interface: 1 to 127 bytes, one character each, which a tenant may have chosen freely. Source:
 * {@code ALTIFNAMSIZ} in the kernel.
 */
public record AltName(String bytes) {
    private static final int MAX_BYTES = 127;

    public AltName {
        if (!valid(bytes)) {
            throw new IllegalArgumentException("not an altname");
        }
    }

    /** The name, or empty where the kernel could not have it. */
    public static Optional<AltName> parse(String bytes) {
        return valid(bytes) ? Optional.of(new AltName(bytes)) : Optional.empty();
    }

    /** As the kernel has it, without the terminating zero. */
    public byte[] octets() {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static boolean valid(String bytes) {
        return !bytes.isEmpty() && bytes.length() <= MAX_BYTES && bytes.chars().allMatch(c -> c > 0 && c <= 0xff);
    }

    @Override
    public String toString() {
        return Printable.of(bytes, MAX_BYTES);
    }
}
