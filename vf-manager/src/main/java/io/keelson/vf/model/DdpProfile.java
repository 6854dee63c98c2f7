package io.keelson.vf.model;

import java.util.Optional;

/**
 * The name of the DDP package that a NIC runs, such as {@code ICE OS Default Package}: 1 to 128 printable ASCII characters. Source:
 * {@code fw.app.name} in {@code Documentation/networking/devlink/ice.rst}.
 */
public record DdpProfile(String text) {
    private static final int LONGEST = 128;

    public DdpProfile {
        if (!isName(text)) {
            throw new IllegalArgumentException("no name of a DDP package: '" + text + "'");
        }
    }

    /** The name a text is, or empty. */
    public static Optional<DdpProfile> parse(String text) {
        return isName(text) ? Optional.of(new DdpProfile(text)) : Optional.empty();
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= LONGEST && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    @Override
    public String toString() {
        return text;
    }
}
