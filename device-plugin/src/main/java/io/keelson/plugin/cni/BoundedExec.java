package io.keelson.plugin.cni;

import io.keelson.vf.model.Deadline;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a foreign program with bounded time and output.
 *
 * <p>Its three streams are files: then nobody blocks on a pipe that some grandchild keeps open, and no thread is needed to
 * pump it. The files live as long as the call.
 */
final class BoundedExec {
    private static final int MAX_OUTPUT = 1 << 20;
    private static final int MAX_ERRORS = 4096;
    private static final long LOOK_EVERY_MS = 100;

    private final Path scratch;

    BoundedExec(Path scratch) {
        this.scratch = scratch;
    }

    /** How a program ended; of what it wrote to standard error, the beginning. */
    record Ended(int exitCode, String output, String errors) {}

    /** It could not be started, or was killed because it took too long or wrote too much; the message says which. */
    static final class NotRun extends Exception {
        private static final long serialVersionUID = 1L;

        NotRun(String message) {
            super(message);
        }
    }

    Ended run(List<String> command, Map<String, String> environment, byte[] stdin, Deadline until) throws NotRun {
        try {
            Files.createDirectories(
                    scratch, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path streams = Files.createTempDirectory(scratch, "exec"); // 0700
            try {
                return run(command, environment, stdin, streams, until);
            } finally {
                for (String name : List.of("in", "out", "err")) {
                    Files.deleteIfExists(streams.resolve(name));
                }
                Files.deleteIfExists(streams);
            }
        } catch (IOException e) {
            throw new NotRun(String.valueOf(e.getMessage()));
        }
    }

    private static Ended run(
            List<String> command, Map<String, String> environment, byte[] stdin, Path streams, Deadline until)
            throws IOException, NotRun {
        Files.write(streams.resolve("in"), stdin);
        File out = streams.resolve("out").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectInput(streams.resolve("in").toFile())
                .redirectOutput(out)
                .redirectError(streams.resolve("err").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            while (!process.waitFor(Math.min(LOOK_EVERY_MS, until.left().toMillis() + 1), TimeUnit.MILLISECONDS)) {
                if (until.passed()) {
                    throw new NotRun("killed: no answer in time");
                }
                if (out.length() > MAX_OUTPUT) {
                    throw new NotRun("killed: it wrote more than " + MAX_OUTPUT + " bytes");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotRun("killed: the agent is shutting down");
        } finally {
            kill(process);
        }
        if (out.length() > MAX_OUTPUT) {
            throw new NotRun("it wrote more than " + MAX_OUTPUT + " bytes");
        }
        return new Ended(process.exitValue(), head(out.toPath(), MAX_OUTPUT), head(streams.resolve("err"), MAX_ERRORS));
    }

    /** Ends it and what it started; nothing to do for one that has ended. */
    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String head(Path file, int most) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(most), StandardCharsets.UTF_8);
        }
    }
}
