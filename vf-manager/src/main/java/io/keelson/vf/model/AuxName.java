package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a device on the auxiliary bus, {@code mlx5_core.sf.4}: who made it, what it is, a number.
 * Source: {@code Documentation/driver-api/auxiliary_bus.rst}.
 */
public record AuxName(DriverName maker, String type, int id) implements DeviceId, Comparable<AuxName> {
    private static final Pattern SYNTAX =
            Pattern.compile("([A-Za-z0-9_-]{1,40})\\.([A-Za-z0-9_-]{1,20})\\.(0|[1-9][0-9]{0,8})");

    public AuxName {
        if (!SYNTAX.matcher(maker + "." + type + "." + id).matches()) {
            throw new IllegalArgumentException("not the name of an auxiliary device");
        }
    }

    /** The name, or empty when it is none. */
    public static Optional<AuxName> parse(String text) {
        Matcher m = SYNTAX.matcher(text);
        return m.matches()
                ? DriverName.parse(m.group(1))
                        .map(maker -> new AuxName(maker, m.group(2), (int)
                                KernelText.decimal(m.group(3)).orElseThrow()))
                : Optional.empty();
    }

    @Override
    public int compareTo(AuxName other) {
        int byText = (maker + "." + type).compareTo(other.maker + "." + other.type);
        return byText != 0 ? byText : Integer.compare(id, other.id);
    }

    @Override
    public String toString() {
        return maker + "." + type + "." + id;
    }
}
