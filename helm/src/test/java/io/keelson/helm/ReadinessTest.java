package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.attach.Call;
import io.keelson.plugin.attach.CheckRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.plugin.cni.AgentRequests;
import io.keelson.plugin.cni.AgentSocket;
import io.keelson.plugin.cni.Reply;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The pod's readiness probe, run as kubelet runs it, with the real CNI executable, against the agent's real socket. */
@Timeout(60)
class ReadinessTest {
    private static final String IN_IMAGE = "/opt/keelson/cni/keelson";
    private static final Path BUILT = Path.of("../device-plugin/target/cni/keelson");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private record Probed(int exitCode, String output) {}

    private Probed probe() throws IOException, InterruptedException {
        return probe(Chart.render(Optional.empty(), Chart.KUBERNETES));
    }

    private Probed probe(Manifests manifests) throws IOException, InterruptedException {
        List<String> command = Manifests.stream(manifests.agent().at("/readinessProbe/exec/command"))
                .map(JsonNode::asText)
                .map(word -> word.replace(
                        IN_IMAGE, BUILT.toAbsolutePath().normalize().toString()))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "KEELSON_SOCKET",
                        socket().toString(),
                        "KEELSON_READY_FILE",
                        dir.resolve("ready").toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Probed(process.waitFor(), output);
    }

    private Path socket() {
        return dir.resolve("agent.sock");
    }

    private Probed probeWith(Optional<Problem> trouble) throws Exception {
        return probeWith(trouble, Chart.render(Optional.empty(), Chart.KUBERNETES));
    }

    private Probed probeWith(Optional<Problem> trouble, Manifests manifests) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AgentRequests requests = new AgentRequests(new Asked(trouble), (args, call) -> Reply.of(1, "no command"));
        try (AgentSocket socket = AgentSocket.open(socket(), requests, threads, AgentSocket.Limits.DEFAULT)) {
            threads.execute(socket::serve);
            return probe(manifests);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void isReadyWhenTheAgentCouldAttach() throws Exception {
        assertThat(probeWith(Optional.empty())).isEqualTo(new Probed(0, ""));
    }

    @Test
    void isNotReadyWhenTheAgentSaysSo() throws Exception {
        Probed probed = probeWith(Optional.of(
                Problem.of(Code.SHUTTING_DOWN, new Subject("agent"), "is ending", "wait for the next one")));
        assertThat(probed.exitCode()).isEqualTo(1);
        assertThat(probed.output()).contains("SHUTTING_DOWN");
    }

    /** While one agent follows another, the socket answers for either; the file is in a volume of the pod's own. */
    @Test
    void ofTwoAgentsTheOneThatServesIsReady() throws Exception {
        Manifests surging = Chart.render(Path.of("src/test/values/lab.yaml"));
        assertThat(surging.agent().at("/args"))
                .extracting(JsonNode::asText)
                .containsSubsequence("agent", "--take-over");

        assertThat(probeWith(Optional.empty(), surging)).isEqualTo(new Probed(1, ""));
        Files.createFile(dir.resolve("ready"));
        assertThat(probeWith(Optional.empty(), surging)).isEqualTo(new Probed(0, ""));
    }

    @Test
    void isNotReadyWithoutAnAgent() throws Exception {
        Probed probed = probe();
        assertThat(probed.exitCode()).isEqualTo(1);
        assertThat(probed.output()).contains("AGENT_NOT_RUNNING", socket().toString());
    }

    /** Attachments that are asked for their status and for nothing else. */
    private record Asked(Optional<Problem> trouble) implements Attachments {
        @Override
        public void status(Call call) throws HostException {
            if (trouble.isPresent()) {
                throw new HostException(trouble.get());
            }
        }

        @Override
        public List<Attached> add(AddRequest request, Call call) {
            throw new AssertionError("a probe attaches nothing");
        }

        @Override
        public void del(DelRequest request, Call call) {
            throw new AssertionError("a probe releases nothing");
        }

        @Override
        public void check(CheckRequest request, Call call) {
            throw new AssertionError("a probe checks nothing");
        }

        @Override
        public void gc(GcRequest request, Call call) {
            throw new AssertionError("a probe collects nothing");
        }
    }
}
