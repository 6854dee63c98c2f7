package io.keelson.plugin.cni;

import java.io.File;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The CNI executable this build made, run as a container runtime runs it. */
final class Forwarder {
    static final Path EXECUTABLE = Path.of(System.getProperty("basedir", "."), "target", "cni", "keelson");

    private final Path socket;
    private int timeoutMs = 20_000;

    Forwarder(Path socket) {
        this.socket = socket;
    }

    Forwarder waiting(int milliseconds) {
        timeoutMs = milliseconds;
        return this;
    }

    record Ran(int exitCode, String output) {}

    Ran run(Map<String, String> environment, byte[] stdin) throws Exception {
        Process process = start(environment, List.of());
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin);
        } catch (java.io.IOException e) {
            // it need not read to the end what is too long
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the forwarder hangs");
        }
        return new Ran(process.exitValue(), output);
    }

    Process start(Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(EXECUTABLE.toString()));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(new File("/dev/null"));
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("KEELSON_SOCKET", socket.toString());
        builder.environment().put("KEELSON_TIMEOUT_MS", Integer.toString(timeoutMs));
        return builder.start();
    }
}
