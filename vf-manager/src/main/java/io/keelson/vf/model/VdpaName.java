package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a vDPA device, which whoever made it chose: 1 to 63 letters, digits, {@code _ . : -}. */
public record VdpaName(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:-]{0,62}");

    public VdpaName {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not the name of a vDPA device");
        }
    }

    /** The name, or empty when it is none. */
    public static Optional<VdpaName> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new VdpaName(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
