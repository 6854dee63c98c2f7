package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path that names a network namespace, as CNI_NETNS does: absolute, at most 256 characters, without {@code .} or
 * {@code ..} parts. Whether a namespace is there is for {@code vf.netns} to find out.
 */
public record NetnsPath(String text) {
    private static final Pattern SYNTAX = Pattern.compile("(/[A-Za-z0-9_@:+-][A-Za-z0-9_.@:+-]*)+");

    public NetnsPath {
        if (!valid(text)) {
            throw new IllegalArgumentException("not a path of a network namespace");
        }
    }

    /** The path, or empty when it is none that we would open. */
    public static Optional<NetnsPath> parse(String text) {
        return valid(text) ? Optional.of(new NetnsPath(text)) : Optional.empty();
    }

    private static boolean valid(String text) {
        return text.length() <= 256 && SYNTAX.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }
}
