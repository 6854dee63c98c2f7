package io.keelson.plugin.kubelet;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code {"Data": {"PodDeviceEntries": [{"PodUID", "ContainerName", "ResourceName", "DeviceIDs"}]}}}; DeviceIDs is a map
 * from NUMA node to ids, before Kubernetes 1.20 a plain list. Unknown keys are skipped, a known one of another type fails.
 */
final class CheckpointParser {
    private static final int MAX_ENTRIES = 100_000;

    private final JsonParser json;
    private final List<Entries.Entry> entries = new ArrayList<>();
    private boolean sawEntries;

    private CheckpointParser(JsonParser json) {
        this.json = json;
    }

    static Entries parse(JsonParser json) throws IOException {
        CheckpointParser parser = new CheckpointParser(json);
        json.nextToken();
        parser.object(key -> {
            if (key.equals("Data")) {
                parser.data();
            } else {
                json.skipChildren();
            }
        });
        if (!parser.sawEntries) {
            throw new JsonParseException(json, "Data.PodDeviceEntries is missing");
        }
        if (json.nextToken() != null) {
            throw new JsonParseException(json, "goes on after its end");
        }
        return new Entries(parser.entries);
    }

    private void data() throws IOException {
        object(key -> {
            if (key.equals("PodDeviceEntries")) {
                sawEntries = true;
                array(this::entry);
            } else {
                json.skipChildren();
            }
        });
    }

    private void entry() throws IOException {
        if (entries.size() == MAX_ENTRIES) {
            throw new JsonParseException(json, "more than " + MAX_ENTRIES + " entries");
        }
        String[] texts = new String[3];
        Set<String> devices = new HashSet<>();
        object(key -> {
            switch (key) {
                case "PodUID" -> texts[0] = text();
                case "ContainerName" -> texts[1] = text();
                case "ResourceName" -> texts[2] = text();
                case "DeviceIDs" -> devices(devices);
                default -> json.skipChildren();
            }
        });
        for (String text : texts) {
            if (text == null) {
                throw new JsonParseException(json, "an entry lacks PodUID, ContainerName or ResourceName");
            }
        }
        entries.add(new Entries.Entry(texts[0], texts[1], texts[2], devices));
    }

    private void devices(Set<String> devices) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            object(node -> array(() -> devices.add(text())));
        } else {
            array(() -> devices.add(text()));
        }
    }

    private String text() throws IOException {
        if (json.currentToken() != JsonToken.VALUE_STRING) {
            throw new JsonParseException(json, "a string was expected, not " + json.currentToken());
        }
        return json.getText();
    }

    /** The current token is the object's begin; each value's first token is current when its key is given. */
    private void object(KeyReader reader) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(json, "an object was expected, not " + json.currentToken());
        }
        for (String key = json.nextFieldName(); key != null; key = json.nextFieldName()) {
            json.nextToken();
            reader.read(key);
        }
    }

    /** As {@link #object}; Go writes an empty list as null. */
    private void array(ElementReader reader) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (json.currentToken() != JsonToken.START_ARRAY) {
            throw new JsonParseException(json, "a list was expected, not " + json.currentToken());
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            reader.read();
        }
    }

    @FunctionalInterface
    private interface KeyReader {
        void read(String key) throws IOException;
    }

    @FunctionalInterface
    private interface ElementReader {
        void read() throws IOException;
    }
}
