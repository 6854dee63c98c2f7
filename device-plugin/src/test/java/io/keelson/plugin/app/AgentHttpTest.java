package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.metrics.HttpAddress;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import io.keelson.plugin.testing.Samples;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.testing.TreeBuilder;
import io.keelson.vf.testing.Workbench;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole agent over a modelled tree, as who scrapes it sees it. */
class AgentHttpTest {
    private static final String CONFIG = """
        {"resourceList": [{"resourceName": "fec", "deviceType": "accelerator", "selectors": {"devices": ["0d5d"]}}]}
        """;
    private static final String UNHEALTHY =
            "keelson_device_unhealthy{code=\"DEVICE_NODE_MISSING\",device=\"0000:b1:00.1\",resource=\"intel.com/fec\"}";
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private FakeKubelet kubelet;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void makeHost() throws Exception {
        TreeBuilder tree = new TreeBuilder(root);
        tree.function(PciAddress.of("0000:b1:00.1"), "0x120000", "0x8086", "0x0d5d")
                .driver("vfio-pci")
                .iommuGroup(61);
        Path bootId = root.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(Objects.requireNonNull(bootId.getParent()));
        Files.writeString(bootId, Workbench.BOOT + "\n");
        Files.createDirectories(root.resolve("dev/vfio"));
        Files.createFile(root.resolve("dev/vfio/vfio"));
        kubelet = new FakeKubelet(root.resolve("var/lib/kubelet")).start();
        kubelet.writeCheckpoint();
    }

    @AfterEach
    void close() {
        kubelet.close();
    }

    @Test
    void aDeviceThatTurnsUnhealthyIsToldWithItsReasonUntilItIsHealthyAgain() throws Exception {
        try (Heard heard = new Heard();
                Agent agent = Agent.start(setup(0, false))) {
            assertThat(agent).isNotNull();
            int port = port(heard);
            kubelet.awaitDevices("intel.com/fec", d -> d.containsValue("Unhealthy"));
            assertThat(metrics(port))
                    .containsEntry(UNHEALTHY, 1.0)
                    .containsEntry("keelson_pool_devices{resource=\"intel.com/fec\"}", 1.0)
                    .containsEntry("keelson_pool_devices_healthy{resource=\"intel.com/fec\"}", 0.0)
                    .containsEntry("keelson_pool_devices_allocated{resource=\"intel.com/fec\"}", 0.0)
                    .containsEntry("keelson_build_info{version=\"development\"}", 1.0);

            Files.createFile(root.resolve("dev/vfio/61"));
            apply();
            assertThat(metrics(port))
                    .doesNotContainKey(UNHEALTHY)
                    .containsEntry("keelson_pool_devices_healthy{resource=\"intel.com/fec\"}", 1.0);
            kubelet.allocate(Pods.Container.of("p1"), "intel.com/fec", List.of("0000:b1:00.1"));
            assertThat(metrics(port)).containsEntry("keelson_pool_devices_allocated{resource=\"intel.com/fec\"}", 1.0);
        }
    }

    @Test
    void aDeviceThatTurnsUnhealthyAgainIsToldAgain() throws Exception {
        Path node = Files.createFile(root.resolve("dev/vfio/61"));
        try (Heard heard = new Heard();
                Agent agent = Agent.start(setup(0, false))) {
            assertThat(agent).isNotNull();
            int port = port(heard);
            kubelet.awaitDevices("intel.com/fec", d -> d.containsValue("Healthy"));
            assertThat(metrics(port)).doesNotContainKey(UNHEALTHY);
            Files.delete(node);
            apply();
            Map<String, Double> again = metrics(port);
            assertThat(again).containsEntry(UNHEALTHY, 1.0);
            assertThat(again.get("keelson_pass_duration_seconds_count")).isGreaterThanOrEqualTo(2);
            assertThat(again.get("keelson_pass_last_timestamp_seconds")).isGreaterThan(1.7e9);
        }
    }

    @Test
    void readyOnceKubeletHasEveryResource() throws Exception {
        try (Heard heard = new Heard();
                Agent agent = Agent.start(setup(0, false))) {
            assertThat(agent).isNotNull();
            int port = port(heard);
            heard.until("registered with kubelet");
            assertThat(awaitReadiness(port, 200)).isEqualTo("ready\n");
            assertThat(metrics(port)).containsEntry("keelson_pool_registered{resource=\"intel.com/fec\"}", 1.0);

            kubelet.close();
            assertThat(awaitReadiness(port, 503)).startsWith("not ready: intel.com/fec at kubelet: ");
        }
    }

    /** Told once, and served as soon as the other has ended. */
    @Test
    void aPortThatIsTakenKeepsNoAgentFromItsWork() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, LOOPBACK);
                Heard heard = new Heard();
                Agent agent = Agent.start(setup(other.getLocalPort(), false))) {
            assertThat(agent).isNotNull();
            assertThat(String.join("\n", heard.until("metrics are not served")))
                    .contains("HTTP_ADDRESS_UNUSABLE " + LOOPBACK.getHostAddress() + ":" + other.getLocalPort());
            kubelet.awaitRegistration(1);
            other.close();
            assertThat(heard.until("serving metrics")).noneMatch(line -> line.endsWith("metrics are not served"));
            assertThat(get(other.getLocalPort(), "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whoTakesOverHasThePortAfterTheOneBefore() throws Exception {
        try (Heard heard = new Heard();
                Agent first = Agent.start(setup(0, false))) {
            assertThat(first).isNotNull();
            int port = port(heard);
            kubelet.awaitRegistration(1);
            try (Agent second = Agent.start(setup(port, true))) {
                assertThat(second).isNotNull();
                heard.until("serving metrics");
                heard.until("another agent has taken over");
                assertThat(awaitReadiness(port, 200)).isEqualTo("ready\n");
                first.close();
                assertThat(metrics(port)).containsEntry(UNHEALTHY, 1.0);
            }
        }
    }

    /** Before anything is touched, and with what would do. */
    @ParameterizedTest
    @ValueSource(strings = {"localhost:9808", "9808", "127.0.0.1:0", "on", ""})
    void anAddressThatIsNoneIsAMisuse(String address) {
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        String[] words = {"agent", "--http=" + address, "--host-root=" + root};
        assertThat(Main.run(words, Map.of(), new Output(out, out))).isEqualTo(2);
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("--http", "'" + address + "'", "127.0.0.1:9808", "off");
        assertThat(root.resolve("var/lib/keelson")).doesNotExist();
    }

    private AgentSetup setup(int port, boolean takesOver) {
        Parsed parsed = ConfigFiles.parse("config.json", CONFIG, ResourceName.RESOURCE_LIST_PREFIX);
        return new AgentSetup(
                new HostPaths(root, Map.of()),
                parsed.intent().orElseThrow(),
                () -> parsed,
                Set.of(),
                Duty.EVERYTHING,
                takesOver,
                false,
                Optional.of(new HttpAddress(LOOPBACK, port)),
                false);
    }

    private static int port(Heard heard) throws InterruptedException {
        List<String> lines = heard.until("serving metrics");
        return Integer.valueOf(lines.get(lines.size() - 1).replaceFirst(".*address=\\S+:([0-9]+) .*", "$1"));
    }

    private Map<String, Double> metrics(int port) throws Exception {
        return Samples.parse(get(port, "/metrics").body()).values();
    }

    private String awaitReadiness(int port, int status) throws Exception {
        Deadline until = Deadline.after(PATIENCE);
        while (true) {
            HttpResponse<String> answer = get(port, "/readyz");
            if (answer.statusCode() == status) {
                return answer.body();
            }
            assertThat(until.passed()).as(answer.body()).isFalse();
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://" + LOOPBACK.getHostAddress() + ":" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void apply() throws Exception {
        new AgentClient(root.resolve("run/keelson/agent.sock"))
                .run(List.of(AgentCommands.APPLY), Deadline.after(PATIENCE));
    }
}
