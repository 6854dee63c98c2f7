package io.keelson.plugin.cluster;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.PodRef;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Tells each pod that kubelet turned away, once: its event has one name, so that the API server knows what was told. */
final class RejectedPods {
    private final Regarding node;
    private final Supplier<Set<ResourceName>> resources;
    private final Clock clock;

    /** Told, and the node not yet. */
    private final List<PodRef> newly = new ArrayList<>();

    RejectedPods(Regarding node, Supplier<Set<ResourceName>> resources, Clock clock) {
        this.node = node;
        this.resources = resources;
        this.clock = clock;
    }

    /** Looks for them, tells them; the event about all that are new. Fails where it has to be done again. */
    Optional<Event> tell(ApiServer api) throws Undelivered {
        List<FailedPod> failed = api.failedPods(node.name());
        for (Rejections.Rejection rejection : Rejections.among(failed, resources.get(), clock.instant())) {
            tell(api, rejection);
        }
        Optional<Event> all =
                newly.isEmpty() ? Optional.empty() : Optional.of(EventText.rejected(node, newly, clock.instant()));
        newly.clear();
        return all;
    }

    private void tell(ApiServer api, Rejections.Rejection rejection) throws Undelivered {
        Optional<Regarding> pod = Regarding.pod(rejection.failed().pod());
        try {
            if (pod.isPresent() && api.create(EventText.rejected(pod.get(), rejection, clock.instant()))) {
                newly.add(rejection.failed().pod());
            }
        } catch (Undelivered e) {
            if (!ApiFailures.isPassing(e)) {
                throw e;
            }
        }
    }
}
