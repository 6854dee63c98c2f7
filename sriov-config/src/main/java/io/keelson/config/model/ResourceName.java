package io.keelson.config.model;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of an extended resource, {@code prefix/name}, as kubelet takes it: a DNS subdomain, then 1 to 63 letters, digits,
 * {@code - _ .} that begin and end with a letter or digit. Source: the API conventions of Kubernetes for extended resources.
 */
public record ResourceName(String prefix, String name) implements Comparable<ResourceName> {
    /** The prefix of a bare name in the native file. */
    public static final String NATIVE_PREFIX = "keelson.io";

    /** The prefix of a {@code resourceList} entry without its own. */
    public static final String RESOURCE_LIST_PREFIX = "intel.com";

    /** Longest {@code prefix/name}: files and variables are named after it, and a file name ends at 255 bytes. */
    public static final int MAX = 200;

    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");

    public ResourceName {
        Optional<String> flaw = flaw(prefix, name);
        if (flaw.isPresent()) {
            throw new IllegalArgumentException("not a resource name: " + flaw.get());
        }
    }

    /** What kubelet, or we, would not take about this name, in words; empty when it is good. */
    public static Optional<String> flaw(String prefix, String name) {
        if (prefix.length() + 1 + name.length() > MAX) {
            return Optional.of("prefix and name together are longer than " + (MAX - 1) + " characters");
        }
        if (!LABELS.matcher(prefix).matches()) {
            return Optional.of("prefix '" + prefix + "' is not a DNS name in lower case");
        }
        if (prefix.equals("kubernetes.io") || prefix.endsWith(".kubernetes.io")) {
            return Optional.of("prefix '" + prefix + "' belongs to Kubernetes");
        }
        if (prefix.startsWith("requests.")) {
            return Optional.of("prefix must not begin with 'requests.', which quotas use");
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.of("name '" + name
                    + "' has to be 1 to 63 letters, digits, '-', '_', '.', with a letter or digit at both ends");
        }
        return Optional.empty();
    }

    /** The name a text spells in full, {@code prefix/name}, or empty. */
    public static Optional<ResourceName> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? Optional.empty() : of(text.substring(0, slash), text.substring(slash + 1));
    }

    /** The name of these two parts, or empty when {@link #flaw} finds one. */
    public static Optional<ResourceName> of(String prefix, String name) {
        return flaw(prefix, name).isEmpty() ? Optional.of(new ResourceName(prefix, name)) : Optional.empty();
    }

    /** The variable a container finds its devices in: {@code PCIDEVICE_KEELSON_IO_FAST}; only dots are replaced. */
    public String variable() {
        return ("PCIDEVICE_" + prefix + "_" + name).replace('.', '_').toUpperCase(Locale.ROOT);
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
