package io.keelson.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** QEMU's own control channel. It serves one client at a time, so each command opens and closes it. */
final class Qmp {
    private final Path socket;

    Qmp(Path socket) {
        this.socket = socket;
    }

    JsonNode execute(String command, Map<String, ?> arguments) {
        try (JsonLines lines = JsonLines.connect(socket)) {
            lines.read(); // the greeting
            ask(lines, "qmp_capabilities", Map.of());
            return ask(lines, command, arguments);
        } catch (IOException e) {
            throw new LabException("QEMU did not take `" + command + "`", e);
        }
    }

    JsonNode execute(String command) {
        return execute(command, Map.of());
    }

    private static JsonNode ask(JsonLines lines, String command, Map<String, ?> arguments) throws IOException {
        ObjectNode request = JsonLines.JSON.createObjectNode().put("execute", command);
        request.set("arguments", JsonLines.JSON.valueToTree(arguments));
        lines.write(request);
        while (true) {
            JsonNode reply = lines.read();
            if (reply.has("error")) {
                throw new LabException("QEMU refused `" + command + "`: "
                        + reply.path("error").path("desc").asText());
            }
            if (reply.has("return")) {
                return reply.path("return");
            } // else an event
        }
    }
}
