package io.keelson.vf.testing;

import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A network namespace of the test's own, made with {@code ip netns add} and deleted when closed; needs root. */
public final class TestNetns implements AutoCloseable {
    private final String name;

    private TestNetns(String name) {
        this.name = name;
    }

    /** A fresh one with nothing but a loopback that is down; no run killed before has its name. */
    public static TestNetns create() {
        String name = "kl-" + UUID.randomUUID().toString().substring(0, 13);
        run("ip", "netns", "add", name);
        return new TestNetns(name);
    }

    /** Where it is mounted. */
    public NetnsPath path() {
        return new NetnsPath("/run/netns/" + name);
    }

    /** It, as a step names it. */
    public Netns netns() {
        return Netns.at(path());
    }

    /** Its name for {@code ip link set ... netns NAME}. */
    public String name() {
        return name;
    }

    /**
     * Runs {@code ip} with these words inside, and gives what it printed. Not what it complained of: it does so of every stale
     * name in {@code /run/netns}.
     */
    public String ip(String words) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words.split(" ")));
        return run(command.toArray(String[]::new));
    }

    /** Runs any command inside. */
    public String exec(String... command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", name));
        all.addAll(List.of(command));
        return run(all.toArray(String[]::new));
    }

    /** Deletes it; its netdevs die or go home as the kernel has it. Twice is fine. */
    @Override
    public void close() {
        if (!Files.exists(Path.of(path().text()))) {
            return;
        }
        run("ip", "netns", "del", name);
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            String complaint = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", command) + ": " + code + ": " + said + complaint);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
