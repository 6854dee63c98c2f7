package io.keelson.plugin.cni;

import io.keelson.vf.model.PodRef;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * CNI_ARGS: {@code K=V} pairs separated by {@code ;}.
 *
 * <p>As strict as the reference plugins: a pair without {@code =} or with two, and a key nobody knows, are errors, the latter
 * unless {@code IgnoreUnknown} says otherwise.
 */
record CniArgs(String text, Map<String, String> pairs) {
    static final CniArgs NONE = new CniArgs("", Map.of());

    private static final Set<String> KNOWN = Set.of(
            "IgnoreUnknown", "MAC", "K8S_POD_NAMESPACE", "K8S_POD_NAME", "K8S_POD_UID", "K8S_POD_INFRA_CONTAINER_ID");
    private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
    private static final Set<String> FALSE = Set.of("0", "f", "F", "false", "FALSE", "False");

    CniArgs {
        pairs = Map.copyOf(pairs);
    }

    /** The arguments, or what is wrong with them. */
    static Parsed parse(String text) {
        Map<String, String> pairs = new TreeMap<>();
        if (text.isEmpty()) {
            return new Parsed(NONE, Optional.empty());
        }
        for (String pair : text.split(";", -1)) {
            int at = pair.indexOf('=');
            if (at <= 0 || pair.indexOf('=', at + 1) >= 0) {
                return wrong("'" + pair + "' is not KEY=VALUE");
            }
            pairs.put(pair.substring(0, at), pair.substring(at + 1));
        }
        String ignore = pairs.getOrDefault("IgnoreUnknown", "0");
        if (!TRUE.contains(ignore) && !FALSE.contains(ignore)) {
            return wrong("IgnoreUnknown is '" + ignore + "', neither true nor false");
        }
        Optional<String> unknown =
                pairs.keySet().stream().filter(k -> !KNOWN.contains(k)).findFirst();
        if (unknown.isPresent() && !TRUE.contains(ignore)) {
            return wrong("unknown key '" + unknown.get() + "' without IgnoreUnknown=1");
        }
        return new Parsed(new CniArgs(text, pairs), Optional.empty());
    }

    /** Arguments; where {@code fault} says what is wrong with them, none. */
    record Parsed(CniArgs args, Optional<String> fault) {}

    private static Parsed wrong(String fault) {
        return new Parsed(NONE, Optional.of(fault));
    }

    /** The MAC address a meta plugin passes on, if it does; not checked yet. */
    Optional<String> mac() {
        return Optional.ofNullable(pairs.get("MAC")).filter(m -> !m.isEmpty());
    }

    /** The pod, where the runtime names one. */
    Optional<PodRef> pod() {
        String namespace = pairs.getOrDefault("K8S_POD_NAMESPACE", "");
        String name = pairs.getOrDefault("K8S_POD_NAME", "");
        return namespace.isEmpty() || name.isEmpty()
                ? Optional.empty()
                : Optional.of(new PodRef(namespace, name, pairs.getOrDefault("K8S_POD_UID", "")));
    }
}
