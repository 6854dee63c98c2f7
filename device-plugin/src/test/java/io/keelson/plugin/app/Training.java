package io.keelson.plugin.app;

import io.keelson.config.parse.Parsed;
import io.keelson.config.parse.ResourceListFile;
import io.keelson.plugin.metrics.HttpAddress;
import io.keelson.plugin.testing.FakeKubelet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Walks the ways of a start while the build notes which classes it takes: the verbs that only look, over a captured host,
 * and an agent with a kubelet, on a host that has no NIC at all, so that nothing of this machine can be touched.
 */
final class Training {
    private static final String POOL =
            "{\"resourceList\": [{\"resourceName\": \"none\", \"selectors\": {\"drivers\": [\"igbvf\"]}}]}";

    private Training() {}

    /** Takes the captured host's root. */
    public static void main(String[] args) throws Exception {
        Logs.toStandardError();
        Path root = Files.createTempDirectory("keelson-training");
        try {
            Path config = Files.writeString(root.resolve("keelson.yaml"), """
                nics:
                  - select: {pfNames: [eth0]}
                    vfs: 3
                pools:
                  - resource: keelson.io/fast
                    select: {pfNames: ["eth0#0-1"]}
                    driver: kernel
                    attach: {interface: net, ipam: {type: host-local}}
                """);
            look(Path.of(args[0]), config);
            serve(root);
        } finally {
            remove(root);
        }
    }

    private static void look(Path tree, Path config) {
        verb("--help");
        verb("inventory", "--host-root", tree.toString());
        verb("inventory", "--host-root", tree.toString(), "-o", "json");
        verb("validate", config.toString());
        verb("plan", "--host-root", tree.toString(), "--config", config.toString());
        verb("doctor", "--host-root", tree.toString(), "--config", config.toString());
    }

    private static void serve(Path root) throws Exception {
        int port = freePort();
        Files.createDirectories(root.resolve("sys/bus/pci/devices"));
        Path bootId = root.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(bootId.getParent());
        Files.writeString(bootId, "00000000-0000-4000-8000-000000000000\n");
        Parsed parsed = ResourceListFile.parse("config.json", POOL);
        AgentSetup setup = new AgentSetup(
                new HostPaths(root, Map.of()),
                parsed.intent().orElseThrow(),
                () -> parsed,
                Set.of(root),
                Duty.EVERYTHING,
                false,
                false,
                Optional.of(new HttpAddress(InetAddress.getLoopbackAddress(), port)),
                false);
        try (FakeKubelet kubelet = new FakeKubelet(root.resolve("var/lib/kubelet")).start();
                Agent agent = Agent.start(setup)) {
            kubelet.awaitDevices("intel.com/none", Map::isEmpty);
            scrape(port, "/metrics");
            scrape(port, "/readyz");
            verb("status", "--host-root", root.toString());
            verb("journal", "--host-root", root.toString());
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return any.getLocalPort();
        }
    }

    /** By hand: the classes of an HTTP client are not the agent's. Tried until the port is open, which nobody waits for. */
    private static void scrape(int port, String path) throws IOException {
        for (int i = 0; i < 1000; i++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                String request = "GET " + path + " HTTP/1.1\r\nHost: training\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
                return;
            } catch (ConnectException e) {
                LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            }
        }
        throw new IllegalStateException("nobody serves metrics");
    }

    private static void verb(String... words) {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        Main.run(words, Map.of(), new Output(nowhere, nowhere));
    }

    private static void remove(Path root) throws IOException {
        List<Path> all;
        try (Stream<Path> files = Files.walk(root)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : all) {
            Files.delete(file);
        }
    }
}
