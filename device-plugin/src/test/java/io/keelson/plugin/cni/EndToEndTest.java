package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real executable, the real socket, the real handler; only what attaches is a fake. */
@Timeout(120)
class EndToEndTest {
    private static final byte[] CONF = Samples.bytes(
            "{\"cniVersion\":\"1.1.0\",\"name\":\"wire\",\"type\":\"sriov\",\"deviceID\":\"0000:01:10.0\"}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private static Map<String, String> environment(String verb) {
        return Map.of(
                "CNI_COMMAND",
                verb,
                "CNI_CONTAINERID",
                Samples.CONTAINER,
                "CNI_NETNS",
                Samples.NETNS,
                "CNI_IFNAME",
                "net1",
                "CNI_PATH",
                "/opt/cni/bin");
    }

    @Test
    @Tag("netns")
    void refusesAnotherUserWhateverTheSocketsMode() throws Exception {
        FakeAttachments attachments = new FakeAttachments();
        Path socket = dir.resolve("agent.sock");
        Path executable = Files.copy(Forwarder.EXECUTABLE, dir.resolve("keelson"));
        try (Agent agent = Agent.at(socket, new AgentRequests(attachments, (args, call) -> Reply.of(0, "")))) {
            for (Path opened : List.of(dir, executable, socket)) {
                Files.setPosixFilePermissions(opened, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            ProcessBuilder builder = new ProcessBuilder(
                            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", executable.toString())
                    .redirectInput(new File("/dev/null"));
            builder.environment().putAll(environment("DEL"));
            builder.environment().put("CNI_COMMAND", "STATUS");
            builder.environment().put("KEELSON_SOCKET", socket.toString());
            Process process = builder.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(said).contains("AGENT_NOT_RUNNING");
        }
    }

    @Test
    void servesARuntimeAndThenAPerson() throws Exception {
        FakeAttachments attachments = new FakeAttachments();
        attachments.gives = List.of(Samples.net1());
        Path socket = dir.resolve("agent.sock");
        AgentRequests requests = new AgentRequests(
                attachments, (args, call) -> Reply.of(0, "holds " + attachments.adds.size() + " for " + args));
        try (Agent agent = Agent.at(socket, requests)) {
            Forwarder forwarder = new Forwarder(socket);
            Forwarder.Ran added = forwarder.run(environment("ADD"), CONF);
            assertThat(added.exitCode()).as(added.output()).isZero();
            assertThat(Json.MAPPER
                            .readTree(added.output())
                            .at("/interfaces/0/pciID")
                            .asText())
                    .isEqualTo("0000:01:10.0");
            assertThat(new AgentClient(socket)
                            .run(List.of("status"), Deadline.after(Duration.ofSeconds(20)))
                            .text())
                    .isEqualTo("holds 1 for [status]");
            assertThat(forwarder.run(environment("DEL"), CONF)).isEqualTo(new Forwarder.Ran(0, ""));
            attachments.fails =
                    Optional.of(Problem.of(Code.DEVICE_HELD, new Subject("0000:01:10.0"), "by ran/upf-0", "wait"));
            Forwarder.Ran held = forwarder.run(environment("ADD"), CONF);
            assertThat(held.exitCode()).isEqualTo(1);
            assertThat(Json.MAPPER.readTree(held.output()).path("code").asInt()).isEqualTo(11);
            Forwarder.Ran garbage = forwarder.run(environment("ADD"), Samples.bytes("\0\0garbage"));
            assertThat(Json.MAPPER.readTree(garbage.output()).path("code").asInt())
                    .isEqualTo(6);
        }
    }
}
