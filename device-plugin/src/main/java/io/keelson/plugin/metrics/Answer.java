package io.keelson.plugin.metrics;

import java.util.List;

/** What a request is answered with. */
record Answer(int status, String type, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static Answer text(int status, List<String> lines) {
        return new Answer(status, TEXT, String.join("\n", lines) + "\n");
    }

    static Answer text(int status, String line) {
        return text(status, List.of(line));
    }
}
