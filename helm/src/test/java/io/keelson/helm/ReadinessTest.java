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
        Manifests manifests = Chart.render(Optional.empty(), Chart.KUBERNETES);
        List<String> command = Manifests.stream(manifests.agent().at("/readinessProbe/exec/command"))
                .map(JsonNode::asText)
                .map(word -> word.replace(
                        IN_IMAGE, BUILT.toAbsolutePath().normalize().toString()))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(Map.of("KEELSON_SOCKET", socket().toString()));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Probed(process.waitFor(), output);
    }

    private Path socket() {
        return dir.resolve("agent.sock");
    }

    private Probed probeWith(Optional<Problem> trouble) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        AgentRequests requests = new AgentRequests(new Asked(trouble), (args, call) -> Reply.of(1, "no command"));
        try (AgentSocket socket = AgentSocket.open(socket(), requests, threads, AgentSocket.Limits.DEFAULT)) {
            threads.execute(socket::serve);
            return probe();
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
