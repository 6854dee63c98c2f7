package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a character device that a driver made for a function: {@code uverbs3}, {@code uio0}, {@code vhost-vdpa-1}. At
 * most 64 letters, digits and {@code -}; the number at its end included. Where below {@code /dev} it lies is its class's matter.
 */
public record DeviceNode(String name) {
    private static final Pattern SYNTAX = Pattern.compile("[a-z][a-z0-9-]{0,62}[0-9]");

    public DeviceNode {
        if (!SYNTAX.matcher(name).matches()) {
            throw new IllegalArgumentException("not a device node's name");
        }
    }

    /** The name, or empty when it is none. */
    public static Optional<DeviceNode> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new DeviceNode(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
