package io.keelson.plugin.cluster;

import io.keelson.config.model.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which failed pods kubelet turned away since it had no device of ours to give: such a pod is never tried again, and its
 * controller, if it has one, makes another. Source: kubelet's cm/devicemanager and its lifecycle handlers.
 */
final class Rejections {
    /** As long as an API server keeps events, unless it is told otherwise: older ones would be told twice. */
    static final Duration RECENT = Duration.ofHours(1);

    private static final String REASON = "UnexpectedAdmissionError";

    /**
     * One of them.
     *
     * @param resource that it asked for in vain
     */
    record Rejection(FailedPod failed, ResourceName resource) {}

    private Rejections() {}

    static List<Rejection> among(List<FailedPod> pods, Collection<ResourceName> ours, Instant now) {
        return pods.stream()
                .filter(p -> p.reason().equals(REASON))
                .filter(p -> p.started().isAfter(now.minus(RECENT)))
                .flatMap(p -> named(p.message(), ours).map(r -> new Rejection(p, r)).stream())
                .toList();
    }

    /** The resource whose name stands in the message as a word of its own. */
    private static Optional<ResourceName> named(String message, Collection<ResourceName> ours) {
        return ours.stream().filter(r -> isIn(message, r.toString())).findFirst();
    }

    private static boolean isIn(String message, String name) {
        return Pattern.compile("(?<![\\w./-])" + Pattern.quote(name) + "(?![\\w/-]|\\.\\w)")
                .matcher(message)
                .find();
    }
}
