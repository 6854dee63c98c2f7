package io.keelson.plugin.metrics;

import io.keelson.plugin.status.PoolState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What lies at which path. */
final class Pages {
    private final Map<String, Function<Optional<String>, Answer>> pages;

    private Pages(Map<String, Function<Optional<String>, Answer>> pages) {
        this.pages = Map.copyOf(pages);
    }

    static Pages of(AgentView agent) {
        Exposition exposition = new Exposition(agent);
        return new Pages(Map.of(
                "/metrics", exposition::answer,
                "/healthz", accept -> Answer.text(200, "ok"),
                "/readyz", accept -> readiness(agent)));
    }

    /** For tests of the server: one page. */
    static Pages of(String path, Answer answer) {
        return new Pages(Map.of(path, accept -> answer));
    }

    /** @param accept the formats that are asked for */
    Answer at(String path, Optional<String> accept) {
        return Optional.ofNullable(pages.get(path))
                .map(page -> page.apply(accept))
                .orElseGet(() -> Answer.text(
                        404,
                        "there is "
                                + String.join(
                                        ", ", pages.keySet().stream().sorted().toList())));
    }

    boolean has(String path) {
        return pages.containsKey(path);
    }

    private static Answer readiness(AgentView agent) {
        List<String> missing = new ArrayList<>();
        if (!agent.started()) {
            missing.add("not ready: the agent is starting");
        }
        if (agent.servesKubelet()) {
            for (PoolState pool : agent.pools()) {
                pool.unregistered()
                        .ifPresent(why -> missing.add("not ready: " + pool.resource() + " at kubelet: " + why));
            }
        }
        return missing.isEmpty() ? Answer.text(200, "ready") : Answer.text(503, missing);
    }
}
