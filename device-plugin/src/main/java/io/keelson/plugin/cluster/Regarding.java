package io.keelson.plugin.cluster;

import io.keelson.vf.model.PodRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The object an event is about. Its parts become part of a path, so they are names as Kubernetes has them, or there is no such object.
 *
 * @param namespace of a pod; a node has none
 * @param uid empty if not known
 */
record Regarding(String kind, Optional<String> namespace, String name, String uid) {
    private static final int MAX_NAME = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    /** A node; its name stands for its UID, as kubelet does it, so that {@code kubectl describe node} lists the event. */
    static Optional<Regarding> node(String name) {
        return isName(name) ? Optional.of(new Regarding("Node", Optional.empty(), name, name)) : Optional.empty();
    }

    static Optional<Regarding> pod(PodRef pod) {
        return LABEL.matcher(pod.namespace()).matches() && isName(pod.name())
                ? Optional.of(new Regarding("Pod", Optional.of(pod.namespace()), pod.name(), pod.uid()))
                : Optional.empty();
    }

    private static boolean isName(String name) {
        return name.length() <= MAX_NAME && SUBDOMAIN.matcher(name).matches();
    }

    /** The namespace of its events: those of a node are in {@code default}. */
    String home() {
        return namespace.orElse("default");
    }
}
