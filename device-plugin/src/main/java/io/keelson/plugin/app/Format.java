package io.keelson.plugin.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.status.TreeText;
import java.util.function.Supplier;

/** How a verb prints: for people, or for scripts. */
enum Format {
    TABLE,
    JSON,
    YAML;

    String render(Supplier<String> table, Supplier<JsonNode> tree) {
        return switch (this) {
            case TABLE -> table.get();
            case JSON -> TreeText.json(tree.get());
            case YAML -> TreeText.yaml(tree.get());
        };
    }
}
