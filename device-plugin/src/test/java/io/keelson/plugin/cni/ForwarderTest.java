package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ForwarderTest {
    private static final byte[] CONF =
            Samples.bytes("{\"cniVersion\":\"1.0.0\",\"name\":\"wire\",\"type\":\"keelson\"}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path socket;

    @BeforeEach
    void nameSocket() {
        socket = dir.resolve("agent.sock");
    }

    @Test
    void isStaticAndSmall() throws Exception {
        assertThat(Files.size(Forwarder.EXECUTABLE)).isLessThanOrEqualTo(100 * 1024);
        byte[] elf = Files.readAllBytes(Forwarder.EXECUTABLE);
        assertThat(new String(elf, java.nio.charset.StandardCharsets.ISO_8859_1))
                .as("no program interpreter: nothing of the host's libraries is needed")
                .doesNotContain("ld-musl", "ld-linux");
    }

    @Test
    void isTheSameBytesWhenBuiltAgain() throws Exception {
        Path source = Path.of(System.getProperty("basedir", "."), "src", "main", "c");
        Process make = new ProcessBuilder("make", "-s", "-C", source.toString(), "OUT=" + dir)
                .inheritIO()
                .start();
        assertThat(make.waitFor()).isZero();
        assertThat(dir.resolve("keelson")).hasSameBinaryContentAs(Forwarder.EXECUTABLE);
    }

    @Test
    void saysWhatToInstallWithoutCompiler() throws Exception {
        Path source = Path.of(System.getProperty("basedir", "."), "src", "main", "c");
        Process make = new ProcessBuilder("make", "-s", "-C", source.toString(), "OUT=" + dir, "CC=no-musl-here")
                .redirectErrorStream(true)
                .start();
        String said = new String(make.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(make.waitFor()).isNotZero();
        assertThat(said).contains("MUSL_TOOLS_MISSING", "make setup");
    }

    @Test
    void carriesVerbEnvironmentAndInputAndBringsTheAnswerBack() throws Exception {
        CompletableFuture<List<String>> seen = new CompletableFuture<>();
        try (Agent agent = Agent.at(socket, (strings, data, call) -> {
            seen.complete(strings);
            return Reply.of(data.length == CONF.length ? 7 : 9, "{\"any\":\"bytes \u00e9\"}\n");
        })) {
            Map<String, String> environment = environment("ADD");
            environment.put("CNI_ARGS", "IgnoreUnknown=1;K8S_POD_NAME=p");
            environment.put("SECRET", "not ours to pass on");
            Forwarder.Ran ran = new Forwarder(socket).run(environment, CONF);
            assertThat(ran).isEqualTo(new Forwarder.Ran(7, "{\"any\":\"bytes \u00e9\"}\n"));
            assertThat(seen.get(10, TimeUnit.SECONDS))
                    .containsExactlyInAnyOrder(
                            "CNI_COMMAND=ADD",
                            "CNI_CONTAINERID=" + Samples.CONTAINER,
                            "CNI_NETNS=" + Samples.NETNS,
                            "CNI_IFNAME=net1",
                            "CNI_PATH=/opt/cni/bin",
                            "CNI_ARGS=IgnoreUnknown=1;K8S_POD_NAME=p");
        }
    }

    @Test
    void carriesAsMuchInputAsIsAllowedAndLargeAnswers() throws Exception {
        byte[] most = new byte[1 << 20];
        Arrays.fill(most, (byte) ' ');
        byte[] large = new byte[3 << 20];
        Arrays.fill(large, (byte) 'x');
        try (Agent agent =
                Agent.at(socket, (strings, data, call) -> new Reply(Arrays.equals(data, most) ? 0 : 3, large))) {
            Forwarder.Ran ran = new Forwarder(socket).run(environment("ADD"), most);
            assertThat(ran.exitCode()).isZero();
            assertThat(ran.output()).hasSize(3 << 20).matches("x+");
        }
    }

    @Test
    void refusesInputThatIsTooLong() throws Exception {
        Forwarder.Ran ran = new Forwarder(socket).run(environment("ADD"), new byte[(1 << 20) + 1]);
        assertError(ran, 6, "CNI_REQUEST_TOO_LONG stdin");
        Forwarder.Ran del = new Forwarder(socket).run(environment("DEL"), new byte[(1 << 20) + 1]);
        assertThat(del).isEqualTo(new Forwarder.Ran(0, ""));
    }

    @Test
    void refusesAnEnvironmentThatIsTooLong() throws Exception {
        Map<String, String> environment = environment("ADD");
        for (int i = 0; i < 5; i++) {
            environment.put("CNI_X" + i, "x".repeat(60_000));
        }
        assertError(new Forwarder(socket).run(environment, CONF), 4, "CNI_REQUEST_TOO_LONG environment");
    }

    @Test
    void answersVersionByItself() throws Exception {
        Forwarder.Ran ran = new Forwarder(socket).run(Map.of("CNI_COMMAND", "VERSION"), Samples.bytes("{}"));
        assertThat(ran.exitCode()).isZero();
        JsonNode json = Json.MAPPER.readTree(ran.output());
        List<String> versions = new java.util.ArrayList<>();
        json.path("supportedVersions").forEach(v -> versions.add(v.asText()));
        assertThat(versions).isEqualTo(CniVersion.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADD", "CHECK", "STATUS", "GC"})
    void saysTryAgainWhileTheAgentIsAway(String verb) throws Exception {
        Forwarder.Ran ran = new Forwarder(socket).run(environment(verb), CONF);
        JsonNode error = assertError(ran, 11, "AGENT_NOT_RUNNING " + socket);
        assertThat(error.path("details").asText()).contains("No such file or directory", "next: ");
    }

    @Test
    void namesTheAgentThatIsGoneButLeftItsSocket() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        JsonNode error = assertError(new Forwarder(socket).run(environment("ADD"), CONF), 11, "AGENT_NOT_RUNNING");
        assertThat(error.path("details").asText()).contains("Connection refused");
    }

    @Test
    void deletesNothingWhereNothingIsAttached() throws Exception {
        assertThat(new Forwarder(socket).run(environment("DEL"), CONF)).isEqualTo(new Forwarder.Ran(0, ""));
        Files.createDirectory(dir.resolve("attached"));
        Files.createFile(dir.resolve("attached").resolve("another"));
        assertThat(new Forwarder(socket).run(environment("DEL"), CONF)).isEqualTo(new Forwarder.Ran(0, ""));
    }

    @Test
    void failsToDeleteWhatIsAttached() throws Exception {
        Files.createDirectory(dir.resolve("attached"));
        Files.createFile(dir.resolve("attached").resolve(Samples.CONTAINER));
        assertError(new Forwarder(socket).run(environment("DEL"), CONF), 11, "AGENT_NOT_RUNNING");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", ".hidden", "a/b", "a b", "-x", "a\"b", "a\nb", "\u00e9"})
    void makesNoPathOfWhatIsNoContainerId(String id) throws Exception {
        Map<String, String> environment = environment("DEL");
        environment.put("CNI_CONTAINERID", id);
        assertError(new Forwarder(socket).run(environment, CONF), 4, "CNI_REQUEST_MALFORMED CNI_CONTAINERID");
        environment.put("CNI_CONTAINERID", "x".repeat(129));
        assertError(new Forwarder(socket).run(environment, CONF), 4, "CNI_REQUEST_MALFORMED CNI_CONTAINERID");
    }

    @Test
    void doesNotDeleteWithoutAContainerId() throws Exception {
        Map<String, String> environment = environment("DEL");
        environment.remove("CNI_CONTAINERID");
        assertError(new Forwarder(socket).run(environment, CONF), 11, "AGENT_NOT_RUNNING");
    }

    @Test
    void needsACommandAndTakesNoArguments() throws Exception {
        assertError(new Forwarder(socket).run(Map.of(), CONF), 4, "CNI_REQUEST_MALFORMED CNI_COMMAND");
        Process process = new Forwarder(socket).start(environment("ADD"), List.of("--ipam"));
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void givesUpOnAnAgentThatDoesNotAnswer() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            JsonNode error = assertError(
                    new Forwarder(socket).waiting(50).run(environment("ADD"), CONF), 11, "AGENT_NOT_RUNNING");
            assertThat(error.path("details").asText()).contains("timed out");
        }
    }

    @Test
    void withdrawsItsRequestByDying() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        try (Agent agent = Agent.at(socket, (strings, data, call) -> {
            working.countDown();
            while (!call.hungUp().getAsBoolean() && !call.until().passed()) {
                Thread.onSpinWait();
            }
            told.complete(call.hungUp().getAsBoolean());
            return Reply.of(0, "");
        })) {
            Process process = new Forwarder(socket).start(environment("ADD"), List.of());
            process.getOutputStream().close();
            assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
            process.destroyForcibly();
            assertThat(told.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "KEEL", "HTTP/1.1 400 Bad Request\r\n\r\n", "KEEL\0\1\200\1\0\0\0\0\177\0\0\0"})
    void takesNoGarbageForAnAnswer(String garbage) throws Exception {
        Forwarder.Ran ran = answeredWith(garbage.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertError(ran, 11, "AGENT_NOT_RUNNING");
    }

    @Test
    void survivesAnswersBrokenAtRandom() throws Exception {
        Random random = new Random(20260101);
        Wire.Header asked = new Wire.Header(Wire.MAGIC, 1, Wire.KIND_CNI, 0, 0);
        for (int i = 0; i < 60; i++) {
            byte[] frame =
                    Wire.reply(asked, Reply.of(0, "{\"fine\":true}")).array().clone();
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            byte[] cut = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            Forwarder.Ran ran = answeredWith(cut);
            boolean whole = cut.length == frame.length;
            assertThat(ran.output()).as("seed 20260101, round %d", i).isNotEmpty();
            if (!whole) {
                assertError(ran, 11, "AGENT_NOT_RUNNING");
            }
        }
    }

    @Test
    void takesNoAnswerThatIsTooLong() throws Exception {
        Wire.Header asked = new Wire.Header(Wire.MAGIC, 1, Wire.KIND_CNI, 0, 0);
        byte[] tooLong =
                Wire.reply(asked, new Reply(0, new byte[(4 << 20) + 1])).array();
        assertError(answeredWith(tooLong), 11, "AGENT_NOT_RUNNING");
    }

    @Test
    void saysSoWhenTheAgentSpeaksAnotherVersion() throws Exception {
        Forwarder.Ran ran = answeredWith(Wire.otherVersion().array());
        assertThat(assertError(ran, 11, "AGENT_NOT_RUNNING").path("details").asText())
                .contains("another version");
    }

    /** Runs a DEL-free ADD against a server that reads the request and answers with these bytes. */
    private Forwarder.Ran answeredWith(byte[] answer) throws Exception {
        Files.deleteIfExists(socket);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = new Forwarder(socket).start(environment("ADD"), List.of());
            process.getOutputStream().write(CONF);
            process.getOutputStream().close();
            try (SocketChannel client = server.accept()) {
                ByteBuffer head = ByteBuffer.allocate(Wire.HEADER_BYTES);
                while (head.hasRemaining()) {
                    client.read(head);
                }
                Wire.Header header = Wire.Header.read(head.flip());
                ByteBuffer body = ByteBuffer.allocate(header.first() + header.second());
                while (body.hasRemaining()) {
                    client.read(body);
                }
                client.write(ByteBuffer.wrap(answer));
            } catch (java.io.IOException e) {
                // it need not take to the end what it does not want
            }
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return new Forwarder.Ran(process.waitFor(), output);
        }
    }

    private static JsonNode assertError(Forwarder.Ran ran, int code, String message) throws Exception {
        JsonNode error = Json.MAPPER.readTree(ran.output());
        assertThat(error.path("code").asInt()).as(ran.output()).isEqualTo(code);
        assertThat(error.path("msg").asText()).startsWith(message);
        assertThat(error.path("details").asText()).contains("next: ");
        assertThat(ran.exitCode()).isEqualTo(1);
        return error;
    }

    private static Map<String, String> environment(String verb) {
        return new TreeMap<>(Map.of(
                "CNI_COMMAND",
                verb,
                "CNI_CONTAINERID",
                Samples.CONTAINER,
                "CNI_NETNS",
                Samples.NETNS,
                "CNI_IFNAME",
                "net1",
                "CNI_PATH",
                "/opt/cni/bin"));
    }
}
