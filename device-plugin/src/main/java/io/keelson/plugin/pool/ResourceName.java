package io.keelson.plugin.pool;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an extended resource, {@code keelson.io/fast}: a DNS subdomain of at most 253 characters, a slash, and at most
 * 63 letters, digits, {@code - _ .} that begin and end with a letter or digit. Source: Kubernetes' qualified names.
 */
public record ResourceName(String prefix, String name) implements Comparable<ResourceName> {
    private static final Pattern PREFIX =
            Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

    public ResourceName {
        if (!valid(prefix, name)) {
            throw new IllegalArgumentException("not a resource name");
        }
    }

    /** The name a text of the form {@code prefix/name} spells, or empty. */
    public static Optional<ResourceName> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !valid(text.substring(0, slash), text.substring(slash + 1))) {
            return Optional.empty();
        }
        return Optional.of(new ResourceName(text.substring(0, slash), text.substring(slash + 1)));
    }

    /** As {@link #parse}, for text written in this program or a test. */
    public static ResourceName of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not a resource name: " + text));
    }

    private static boolean valid(String prefix, String name) {
        return prefix.length() <= 253
                && PREFIX.matcher(prefix).matches()
                && NAME.matcher(name).matches();
    }

    /** The variable that lists a container's devices: only dots become underscores, dashes stay. */
    public String variable() {
        return "PCIDEVICE_" + (prefix + "_" + name).replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The name as one part of a file name. */
    public String fileStem() {
        return prefix + "_" + name;
    }

    @Override
    public int compareTo(ResourceName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return prefix + "/" + name;
    }
}
