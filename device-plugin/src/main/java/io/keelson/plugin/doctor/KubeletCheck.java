package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.doctor.KubeletFacts.Socket;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Does kubelet run, and can it reach us? A socket of ours that listens is evidence that the agent serves the resource; whether
 * kubelet took the registration, the agent says.
 */
final class KubeletCheck {
    private static final String CHECK = "kubelet";

    private KubeletCheck() {}

    static Finding of(Optional<Intent> intent, KubeletFacts facts) {
        List<Problem> problems = new ArrayList<>();
        if (!facts.kubelet().listens()) {
            problems.add(Problem.of(
                    Code.KUBELET_SOCKET_MISSING,
                    Subject.file(facts.kubelet().path()),
                    words(facts.kubelet()),
                    "start kubelet; if its directory is elsewhere, set KUBELET_DEVICE_PLUGINS"));
        }
        List<Pool> pools = intent.map(Intent::pools).orElse(List.of());
        List<ResourceName> unserved = unserved(pools, facts);
        if (!unserved.isEmpty() && !facts.agent().listens()) {
            problems.add(Problem.of(
                    Code.AGENT_NOT_RUNNING,
                    Subject.file(facts.agent().path()),
                    words(facts.agent()) + ", so no resource is served",
                    "start it: 'keelson agent'"));
        } else if (facts.kubelet().listens()) {
            unserved.forEach(resource -> problems.add(unserved(resource, facts)));
        }
        return Finding.of(CHECK, evidence(pools.size(), unserved.size(), facts), problems);
    }

    private static List<ResourceName> unserved(List<Pool> pools, KubeletFacts facts) {
        return pools.stream()
                .map(Pool::resource)
                .filter(r -> facts.unregistered().containsKey(r)
                        || !Optional.ofNullable(facts.resources().get(r))
                                .map(Socket::listens)
                                .orElse(false))
                .toList();
    }

    /** The agent runs and kubelet too, yet nobody serves this one: the agent could not bind it, or kubelet refused it. */
    private static Problem unserved(ResourceName resource, KubeletFacts facts) {
        String seen = Optional.ofNullable(facts.unregistered().get(resource))
                .map(why -> "the agent says " + why)
                .or(() -> Optional.ofNullable(facts.resources().get(resource))
                        .map(socket -> "its socket " + socket.path() + " " + words(socket)))
                .orElse("has no socket");
        return Problem.of(
                Code.KUBELET_REFUSED,
                new Subject(resource.toString()),
                "is not registered: " + seen,
                "see the logs of the agent and of kubelet for this resource; was the configuration changed since the"
                        + " agent started?");
    }

    private static String words(Socket socket) {
        return switch (socket.state()) {
            case ABSENT -> "is not there";
            case DEAD -> "is there, but nobody listens";
            case LISTENS -> "is there";
        };
    }

    private static String evidence(int pools, int unserved, KubeletFacts facts) {
        return facts.kubelet().path() + " " + words(facts.kubelet()) + ", " + (pools - unserved) + " of " + pools
                + " resources served";
    }
}
