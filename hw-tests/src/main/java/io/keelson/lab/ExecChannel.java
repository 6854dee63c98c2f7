package io.keelson.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs commands in the guest, over a virtio-serial port to the agent there. Requests of several threads run side by side. */
final class ExecChannel implements AutoCloseable {
    /** What the guest may take beyond a command's own timeout before it counts as dead. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final JsonLines lines;
    private final Map<String, CompletableFuture<JsonNode>> pending = new ConcurrentHashMap<>();

    private ExecChannel(JsonLines lines) {
        this.lines = lines;
    }

    static ExecChannel open(Path socket) throws IOException {
        ExecChannel channel = new ExecChannel(JsonLines.connect(socket));
        Thread reader = new Thread(channel::readAll, "lab-exec " + socket);
        reader.setDaemon(true);
        reader.start();
        return channel;
    }

    ExecResult exec(String command, Duration timeout, byte[] input) {
        String id = UUID.randomUUID().toString();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        pending.put(id, answer);
        try {
            lines.write(request(id, command, timeout, input));
            JsonNode reply = answer.get(timeout.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            return new ExecResult(
                    command,
                    reply.path("rc").asInt(),
                    reply.path("out").asText(),
                    reply.path("err").asText());
        } catch (IOException | ExecutionException e) {
            throw new LabException("the channel to the guest broke during `" + command + "`", e);
        } catch (TimeoutException e) {
            throw new LabException(
                    "no answer from the guest within " + timeout.plus(GRACE) + " to `" + command + "`", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting for `" + command + "`", e);
        } finally {
            pending.remove(id);
        }
    }

    private static ObjectNode request(String id, String command, Duration timeout, byte[] input) {
        return JsonLines.JSON
                .createObjectNode()
                .put("id", id)
                .put("sh", command)
                .put("timeout", timeout.toMillis() / 1000.0)
                .put("in", input);
    }

    private void readAll() {
        try {
            while (true) {
                JsonNode reply = lines.read();
                CompletableFuture<JsonNode> asked = pending.get(reply.path("id").asText());
                if (asked != null) {
                    asked.complete(reply);
                }
            }
        } catch (IOException e) {
            pending.values().forEach(waiting -> waiting.completeExceptionally(e));
        }
    }

    @Override
    public void close() {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
