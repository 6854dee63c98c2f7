package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** The id of a sandbox as in CNI_CONTAINERID: a letter or digit, then letters, digits, {@code . _ -}; at most 128. */
public record ContainerId(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");

    public ContainerId {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not a container id");
        }
    }

    /** The id, or empty when CNI would refuse it. */
    public static Optional<ContainerId> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new ContainerId(text)) : Optional.empty();
    }

    /** The first twelve characters, as container tools show it. */
    public String brief() {
        return text.length() <= 12 ? text : text.substring(0, 12);
    }

    @Override
    public String toString() {
        return text;
    }
}
