package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.testing.FakeKubelet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Events at a real API server, with the rights the chart gives and a token as a pod has it. The agent is the distribution over a captured
 * tree; kubelet is a fake, and a pod that it rejected is one whose status says so.
 */
@Tag("lab")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EventsTest {
    private static final Path KEELSON =
            Path.of("../device-plugin/target/keelson/bin/keelson").toAbsolutePath();
    private static final Path TREE = Path.of("../vf-manager/src/test/trees/igb-with-vfs");
    private static final Path CHART = Path.of("../helm/src/test/golden/default.yaml");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String NODE = "worker-1";
    private static final String VF = "0000:21:10.0";
    private static final String RESOURCE = "keelson.io/fast";
    private static final String EVENTS = "/apis/events.k8s.io/v1/events?limit=500";
    private static final String BINDING =
            "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/keelson-system-keelson";
    private static final String POOL = """
            pools:
              - resource: keelson.io/fast
                select: {pciAddresses: ["0000:21:10.0"]}
            """;

    @SuppressWarnings("NullAway.Init")
    private Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path host;

    @SuppressWarnings("NullAway.Init")
    private ControlPlane plane;

    @SuppressWarnings("NullAway.Init")
    private FakeKubelet kubelet;

    private Optional<Process> agent = Optional.empty();

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        dir = folder;
        Optional<ControlPlane> started = startedPlane();
        assumeThat(started)
                .as("an API server and an etcd that can be built here")
                .isPresent();
        plane = started.orElseThrow();
        host = dir.resolve("host");
        Processes.run(List.of("cp", "-a", TREE.toString(), host.toString()));
        Path bootId = host.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(bootId.resolveSibling("."));
        Files.writeString(bootId, "00000000-0000-4000-8000-000000000000\n");
        Files.writeString(host.resolve("keelson.yaml"), POOL);
        kubelet = new FakeKubelet(host.resolve("var/lib/kubelet")).start();
        for (String name : List.of("keelson-system", "ran")) {
            plane.made("/api/v1/namespaces", """
                    {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "%s"}}""".formatted(name));
        }
        plane.apply(CHART, List.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding"));
        plane.kubeconfig("keelson-system", "keelson");
    }

    private Optional<ControlPlane> startedPlane() throws Exception {
        try {
            return Optional.of(ControlPlane.start(dir));
        } catch (MissingException e) {
            Progress.onStandardError().say(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    @AfterAll
    void stop() throws Exception {
        if (kubelet != null) {
            kubelet.close();
        }
        if (plane != null) {
            plane.close();
        }
    }

    /** With what the agent says beside this class's evidence. */
    private Path startAgent(String log, List<String> flags, List<String> more) throws IOException {
        List<String> command = new ArrayList<>(List.of(KEELSON.toString(), "agent"));
        command.addAll(more);
        command.addAll(List.of("--host-root", host.toString(), "--config", host + "/keelson.yaml", "--http", "off"));
        Path told = dir.resolve(log);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(told.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("NODE_NAME", NODE);
        builder.environment().put("KUBECONFIG", dir.resolve("kubeconfig").toString());
        builder.environment().put("KEELSON_JAVA_FLAGS", String.join(" ", flags));
        agent = Optional.of(builder.start());
        kubelet.awaitDevices(RESOURCE, d -> d.containsKey(VF));
        return told;
    }

    @AfterEach
    void endAgent() throws InterruptedException {
        if (agent.isPresent()) {
            agent.get().destroy();
            assertThat(agent.get().waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(agent.get().exitValue()).isZero();
            agent = Optional.empty();
        }
    }

    private Path driver() {
        return host.resolve("sys/devices/pci0000:20/0000:20:00.0/" + VF + "/driver");
    }

    private void unbind() throws IOException {
        Files.move(driver(), dir.resolve("driver"));
    }

    private void bind() throws IOException {
        Files.move(dir.resolve("driver"), driver());
    }

    private Stream<JsonNode> events(String reason) throws IOException {
        return plane.list(EVENTS).filter(e -> e.path("reason").asText().equals(reason));
    }

    private List<JsonNode> awaitEvents(String reason, int count) throws Exception {
        assertThat(Waits.until(() -> events(reason).count() >= count, PATIENCE))
                .as("%d events %s", count, reason)
                .isTrue();
        return events(reason).toList();
    }

    private void awaitHealth(String health) {
        kubelet.awaitDevices(RESOURCE, d -> health.equals(d.get(VF)));
    }

    /** As kubelet leaves it. */
    private void rejected(String name, String reason, String message) throws IOException {
        JsonNode pod = plane.made("/api/v1/namespaces/ran/pods", """
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "namespace": "ran"},
                 "spec": {"nodeName": "%s", "containers": [{"name": "c", "image": "busybox"}]}}
                """.formatted(name, NODE));
        ObjectNode status = ((ObjectNode) pod).putObject("status");
        status.put("phase", "Failed").put("reason", reason).put("message", message);
        status.put("startTime", Instant.now().toString().replaceFirst("\\..*", "Z"));
        plane.put("/api/v1/namespaces/ran/pods/" + name + "/status", pod.toString());
    }

    private static String unavailable() {
        return "Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices "
                + RESOURCE + ", which is unexpected";
    }

    @Test
    @Order(1)
    void whatIsLostAndWhatComesBackIsToldOnTheNode() throws Exception {
        Path log = startAgent("health.log", List.of(), List.of("--events"));
        unbind();
        awaitHealth("Unhealthy");
        JsonNode lost = awaitEvents("VfWithoutDriver", 1).get(0);
        assertThat(lost.path("note").asText())
                .contains("VF_WITHOUT_DRIVER keelson.io/fast: 1 device not offered: 0000:21:10.0", "Next: ");
        assertThat(lost.path("type").asText()).isEqualTo("Warning");
        assertThat(lost.path("reportingController").asText()).isEqualTo("keelson.io/agent");
        assertThat(lost.path("reportingInstance").asText()).isEqualTo(NODE);
        assertThat(lost.at("/regarding/kind").asText()).isEqualTo("Node");
        assertThat(lost.at("/regarding/uid").asText())
                .as("as `kubectl describe node` looks for it")
                .isEqualTo(NODE);

        bind();
        assertThat(awaitEvents("DeviceHealthy", 1).get(0).path("type").asText()).isEqualTo("Normal");
        assertThat(events("VfWithoutDriver")).hasSize(1);

        endAgent();
        assertThat(plane.asked())
                .as("all that an agent asked which registered once and told two things")
                .hasSizeLessThanOrEqualTo(3)
                .allSatisfy(a -> assertThat(a).matches("create /apis/events.*|list /api/v1/pods\\?.*"));
        assertThat(Files.readString(log)).doesNotContain("Kubernetes is not told", "Exception");
    }

    @Test
    @Order(2)
    void aRejectedPodIsToldOnceHoweverOftenTheAgentStarts() throws Exception {
        rejected("du-0", "UnexpectedAdmissionError", unavailable());
        rejected("other", "UnexpectedAdmissionError", unavailable().replace(RESOURCE, "example.com/gpu"));
        rejected("evicted", "Evicted", RESOURCE);
        startAgent("first.log", List.of(), List.of("--events"));
        JsonNode told = awaitEvents("RejectedAtAdmission", 1).get(0);
        assertThat(told.at("/regarding/name").asText()).isEqualTo("du-0");
        assertThat(told.at("/metadata/namespace").asText()).isEqualTo("ran");
        assertThat(told.path("note").asText()).contains("Next: delete the pod", RESOURCE);
        assertThat(awaitEvents("PodsRejected", 1).get(0).path("note").asText()).contains("1 pod", "ran/du-0");
        endAgent();

        rejected("du-1", "UnexpectedAdmissionError", unavailable());
        startAgent("second.log", List.of(), List.of("--events"));
        assertThat(awaitEvents("PodsRejected", 2))
                .extracting(e -> e.path("note").asText())
                .anyMatch(n -> n.contains("ran/du-1") && !n.contains("ran/du-0"));
        assertThat(events("RejectedAtAdmission")
                        .map(e -> e.at("/regarding/name").asText()))
                .containsExactlyInAnyOrder("du-0", "du-1");
    }

    /** A kubelet that comes back is told apart from the agent: it may have rejected pods of its own. */
    @Test
    @Order(3)
    void aKubeletThatRestartsIsLookedAtAnew() throws Exception {
        startAgent("kubelet.log", List.of(), List.of("--events"));
        rejected("du-2", "UnexpectedAdmissionError", unavailable());
        kubelet.restart();
        assertThat(awaitEvents("RejectedAtAdmission", 3))
                .extracting(e -> e.at("/regarding/name").asText())
                .contains("du-2");
    }

    @Test
    @Order(4)
    void anAgentWithoutTheRightSaysSoOnceAndServesOn() throws Exception {
        JsonNode binding = plane.get(BINDING);
        plane.remove(BINDING);
        Path log = startAgent("forbidden.log", List.of(), List.of("--events"));
        unbind();
        awaitHealth("Unhealthy");
        awaitLog(log, "API_SERVER_REFUSED");
        bind();
        awaitHealth("Healthy");
        endAgent();
        assertThat(Files.readAllLines(log))
                .filteredOn(l -> l.contains("API_SERVER_REFUSED"))
                .hasSize(1)
                .allSatisfy(
                        l -> assertThat(l).contains("403", "create events.k8s.io in namespace default", "ClusterRole"));
        ((ObjectNode) binding.path("metadata")).removeAll().put("name", "keelson-system-keelson");
        plane.made("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", binding.toString());
    }

    @Test
    @Order(5)
    void whileTheApiServerIsAwayTheAgentServesAndTellsLater() throws Exception {
        Path log = startAgent("away.log", List.of(), List.of("--events"));
        long before = events("VfWithoutDriver").count();
        plane.killApiServer();
        unbind();
        awaitHealth("Unhealthy");
        awaitLog(log, "API_SERVER_UNREACHABLE");
        plane.startApiServer();
        awaitEvents("VfWithoutDriver", (int) before + 1);
        bind();
        awaitHealth("Healthy");
        awaitLog(log, "takes events again");
    }

    @Test
    @Order(6)
    void withoutTheFlagNothingOfItIsLoaded() throws Exception {
        Path loaded = dir.resolve("loaded");
        Path log = startAgent("quiet.log", List.of("-Xlog:class+load:file=" + loaded), List.of());
        awaitLog(log, "agent is ready");
        assertThat(Files.readAllLines(loaded))
                .hasSizeGreaterThan(1000)
                .noneMatch(l ->
                        l.contains("io.fabric8.") || l.contains("java.net.http.") || l.contains("plugin.cluster."));
    }

    @Test
    @Order(7)
    void withoutCredentialsThatIsSaidAndTheAgentServes() throws Exception {
        Files.delete(dir.resolve("kubeconfig"));
        Path log = startAgent("alone.log", List.of("-Duser.home=" + dir), List.of("--events"));
        unbind();
        awaitHealth("Unhealthy");
        awaitLog(log, "API_CREDENTIALS_MISSING");
        bind();
        awaitHealth("Healthy");
    }

    private static void awaitLog(Path log, String words) throws Exception {
        assertThat(Waits.until(() -> Files.readString(log).contains(words), PATIENCE))
                .as("%s in %s", words, Files.readString(log))
                .isTrue();
    }
}
