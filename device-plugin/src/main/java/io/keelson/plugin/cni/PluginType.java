package io.keelson.plugin.cni;

import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code type} of a CNI or IPAM plugin: the name of a file without any slash. */
record PluginType(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    PluginType {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not the name of a plugin");
        }
    }

    static Optional<PluginType> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new PluginType(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return text;
    }
}
