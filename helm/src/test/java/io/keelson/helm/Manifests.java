package io.keelson.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Rendered manifests.
 *
 * @param text as Helm printed them
 */
record Manifests(String text, List<JsonNode> objects) {
    static final YAMLMapper YAML = new YAMLMapper();

    static Manifests of(String text) {
        try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
            return new Manifests(
                    text, all.readAll().stream().filter(JsonNode::isObject).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /** The one object of this kind. */
    JsonNode only(String kind) {
        List<JsonNode> found = all(kind);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " objects of kind " + kind + " in\n" + text);
        }
        return found.get(0);
    }

    List<JsonNode> all(String kind) {
        return objects.stream()
                .filter(o -> o.path("kind").asText().equals(kind))
                .toList();
    }

    JsonNode pod() {
        return only("DaemonSet").at("/spec/template/spec");
    }

    JsonNode agent() {
        return pod().at("/containers/0");
    }

    /** The one init container, which puts the executable into the CNI directory. */
    JsonNode install() {
        return pod().at("/initContainers/0");
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
