package io.keelson.plugin.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.kubelet.PluginStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How resources stand with kubelet, as the agent tells it: {@code {"prefix/name": "why it is not registered", or null}}. */
final class RegistrationsJson {
    private RegistrationsJson() {}

    static String of(List<PluginStatus> resources) {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        for (PluginStatus each : resources) {
            all.put(each.resource().toString(), each.unregistered().orElse(null));
        }
        return all + "\n";
    }

    /** Why resources are not registered, by name; absent where the text is none of ours. */
    static Optional<Map<String, String>> unregistered(String text) {
        try {
            Map<String, String> unregistered = new TreeMap<>();
            JsonNode all = JsonMapper.builder().build().readTree(text);
            all.properties().forEach(e -> {
                if (e.getValue().isTextual()) {
                    unregistered.put(e.getKey(), e.getValue().textValue());
                }
            });
            return all.isObject() ? Optional.of(unregistered) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
