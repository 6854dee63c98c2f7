package io.keelson.plugin.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Events and pods in the API server's JSON. Source: the types of {@code events.k8s.io/v1} and {@code v1} Pod. */
final class EventJson {
    private static final String CONTROLLER = "keelson.io/agent";
    private static final int MAX_INSTANCE = 128;
    private static final int MAX_TEXT = 1024;
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private EventJson() {}

    /** @param instance which of the agents tells it: the name of its node */
    static ObjectNode of(Event event, String instance) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("apiVersion", "events.k8s.io/v1").put("kind", "Event");
        json.putObject("metadata")
                .put("name", event.name())
                .put("namespace", event.regarding().home());
        json.put("eventTime", MICROS.format(event.at()));
        json.put("reportingController", CONTROLLER).put("reportingInstance", Printable.of(instance, MAX_INSTANCE));
        json.put("action", event.action()).put("reason", event.reason());
        json.put("type", event.warning() ? "Warning" : "Normal").put("note", event.note());
        ObjectNode regarding = json.putObject("regarding");
        regarding.put("apiVersion", "v1").put("kind", event.regarding().kind());
        event.regarding().namespace().ifPresent(n -> regarding.put("namespace", n));
        regarding.put("name", event.regarding().name());
        if (!event.regarding().uid().isEmpty()) {
            regarding.put("uid", event.regarding().uid());
        }
        return json;
    }

    /** The failed pods of a list; one that says not when it came is left out. */
    static Stream<FailedPod> pods(JsonNode list) {
        return StreamSupport.stream(list.path("items").spliterator(), false).flatMap(p -> pod(p).stream());
    }

    /** Where the list goes on. */
    static Optional<String> more(JsonNode list) {
        return Optional.of(list.at("/metadata/continue").asText("")).filter(c -> !c.isEmpty());
    }

    private static Optional<FailedPod> pod(JsonNode pod) {
        JsonNode meta = pod.path("metadata");
        JsonNode status = pod.path("status");
        PodRef ref = new PodRef(
                meta.path("namespace").asText(""),
                meta.path("name").asText(""),
                meta.path("uid").asText(""));
        return time(status.path("startTime").asText(""))
                .or(() -> time(meta.path("creationTimestamp").asText("")))
                .map(started -> new FailedPod(
                        ref,
                        Printable.of(status.path("reason").asText(""), MAX_TEXT),
                        Printable.of(status.path("message").asText(""), MAX_TEXT),
                        started));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
