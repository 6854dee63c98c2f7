package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an RDMA device, {@code mlx5_4} or {@code rocep1s0f0}: 1 to 63 letters, digits, {@code _ . : -}.
 * Source: {@code IB_DEVICE_NAME_MAX} of {@code rdma/ib_verbs.h}; narrower in its characters.
 */
public record RdmaName(String text) implements Comparable<RdmaName> {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,62}");

    public RdmaName {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not the name of an RDMA device");
        }
    }

    /** The name, or empty when it is none. */
    public static Optional<RdmaName> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new RdmaName(text)) : Optional.empty();
    }

    @Override
    public int compareTo(RdmaName other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
