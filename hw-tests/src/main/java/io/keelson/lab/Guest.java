package io.keelson.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** A running guest. Safe for use by several threads. */
public final class Guest implements AutoCloseable {
    /** QEMU's name of the drive that takes folders in, and the guest's. */
    static final String DRIVE = "drive";

    private static final String DRIVE_IN_GUEST = "/dev/sr0";
    private static final Duration USUAL = Duration.ofMinutes(1);
    private static final int CHUNK = 1 << 19;

    private final Machine machine;
    private final ExecChannel channel;

    Guest(Machine machine, ExecChannel channel) {
        this.machine = machine;
        this.channel = channel;
    }

    /** Runs a command in the guest's bash, for at most a minute. */
    public ExecResult exec(String command) {
        return exec(command, USUAL);
    }

    /** Runs a command; at the timeout it is killed with its children, with {@link ExecResult#TIMED_OUT}. */
    public ExecResult exec(String command, Duration timeout) {
        return channel.exec(command, timeout, new byte[0]);
    }

    /** Standard output of a command that must succeed. */
    public String run(String command) {
        return exec(command).orThrow();
    }

    /** Standard output of a command that must succeed. */
    public String run(String command, Duration timeout) {
        return exec(command, timeout).orThrow();
    }

    /** Waits until a command succeeds, trying it five times a second. */
    public void await(String what, Duration timeout, String condition) {
        String loop = "until { " + condition + "\n} >/run/lab/await 2>&1; do sleep 0.2; done";
        if (!exec(loop, timeout).ok()) {
            throw new LabException("waited " + timeout.toSeconds() + " s in vain for " + what + ": " + exec(condition));
        }
    }

    /** Writes a file in the guest, by rename, so that nobody reads half of it; missing folders are made. */
    public void putText(String text, String path) {
        put(text.getBytes(StandardCharsets.UTF_8), path);
    }

    /** Copies a small file into the guest; see {@link #putFolder} for many or large ones. */
    public void putFile(Path file, String path) {
        try {
            put(Files.readAllBytes(file), path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void put(byte[] content, String path) {
        String folder = path.substring(0, path.lastIndexOf('/') + 1);
        String fresh = folder + ".lab-new-" + path.substring(path.lastIndexOf('/') + 1);
        run("mkdir -p " + quoted(folder) + " && : >" + quoted(fresh));
        for (int at = 0; at < content.length; at += CHUNK) {
            byte[] chunk = Arrays.copyOfRange(content, at, Math.min(content.length, at + CHUNK));
            channel.exec("cat >>" + quoted(fresh), USUAL, chunk).orThrow();
        }
        run("mv " + quoted(fresh) + " " + quoted(path));
    }

    /** Copies what is in a folder, with modes and times, into a folder of the guest, whatever its size. */
    public synchronized void putFolder(Path folder, String path) {
        Path archive = machine.folder().folder().resolve("folder.tar");
        try {
            Processes.run(
                    List.of("tar", "-C", folder.toString(), "--owner=0", "--group=0", "-cf", archive.toString(), "."));
            qmp("blockdev-change-medium", Map.of("id", DRIVE, "filename", archive.toString(), "format", "raw"));
            String into = quoted(path);
            String unpack = "mkdir -p " + into + " && tar -C " + into + " -xpf " + DRIVE_IN_GUEST;
            run(unpack, Duration.ofMinutes(5));
            qmp("eject", Map.of("id", DRIVE, "force", true));
            Files.delete(archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The content of a file in the guest. */
    public byte[] getFile(String path) {
        return Base64.getMimeDecoder().decode(run("base64 " + quoted(path), Duration.ofMinutes(5)));
    }

    /** The content of a text file in the guest. */
    public String getText(String path) {
        return new String(getFile(path), StandardCharsets.UTF_8);
    }

    /** A command of QEMU's machine protocol, for example {@code device_del} of {@code igb1}. */
    public JsonNode qmp(String command, Map<String, ?> arguments) {
        return machine.qmp().execute(command, arguments);
    }

    /** A line of QEMU's human monitor, for example {@code info pci}. */
    public String monitor(String line) {
        return qmp("human-monitor-command", Map.of("command-line", line)).asText();
    }

    /** What the guest's kernel wrote to its console, on this machine. */
    public Path serialLog() {
        return machine.folder().serialLog();
    }

    /** The socket of the guest's console, where a shell waits. */
    public Path console() {
        return machine.folder().console();
    }

    Machine machine() {
        return machine;
    }

    /** The guest's clock stood still while it was a snapshot. */
    void setClock() {
        long now = System.currentTimeMillis();
        run("date -s @" + BigDecimal.valueOf(now, 3));
    }

    private static String quoted(String path) {
        return "'" + path.replace("'", "'\\''") + "'";
    }

    /** Lets go of a detached guest, which goes on running. */
    public void leave() {
        channel.close();
    }

    /** Ends the guest; its disk is gone with it. */
    @Override
    public void close() {
        channel.close();
        machine.close();
    }
}
