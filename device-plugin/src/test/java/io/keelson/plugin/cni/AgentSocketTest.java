package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class AgentSocketTest {
    private static final Agent.Answer ECHO = (strings, data, call) -> Reply.of(3, String.join("|", strings));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    @SuppressWarnings("NullAway.Init")
    private Path path;

    @BeforeEach
    void nameSocket() {
        path = dir.resolve("agent.sock");
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    @Test
    void answersACommand() throws Exception {
        try (Agent agent = Agent.at(path, ECHO)) {
            Reply reply = new AgentClient(path).run(List.of("status", "", "-o", "j\u00e9"), soon());
            assertThat(reply.exitCode()).isEqualTo(3);
            assertThat(reply.text()).isEqualTo("status||-o|j\u00e9");
        }
    }

    @Test
    void isForItsOwnUserOnly() throws Exception {
        try (Agent agent = Agent.at(path, ECHO)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            assertThat(dir.resolve("agent.sock.new")).doesNotExist();
        }
    }

    @Test
    void isReplacedWithoutAGapAndLeftAloneByItsPredecessor() throws Exception {
        Agent old = Agent.at(path, (s, d, c) -> Reply.of(1, "old"));
        try (SocketChannel early = SocketChannel.open(UnixDomainSocketAddress.of(path));
                Agent next = Agent.at(path, (s, d, c) -> Reply.of(2, "new"))) {
            assertThat(new AgentClient(path).run(List.of("x"), soon()).exitCode())
                    .isEqualTo(2);
            early.write(Wire.request(Wire.KIND_COMMAND, List.of("x"), new byte[0]));
            assertThat(readReply(early).first()).isEqualTo(1);
            old.close();
            assertThat(new AgentClient(path).run(List.of("x"), soon()).exitCode())
                    .isEqualTo(2);
        }
    }

    @Test
    void takesThePlaceOfADeadAgentsSocket() throws Exception {
        Files.createFile(path);
        Files.createFile(dir.resolve("agent.sock.new"));
        try (Agent agent = Agent.at(path, ECHO)) {
            assertThat(new AgentClient(path).run(List.of("x"), soon()).exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void namesThePathItCannotListenAt() {
        Path nowhere = dir.resolve("missing").resolve("agent.sock");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> AgentSocket.open(nowhere, Agent.exchange(ECHO), Runnable::run, Agent.LIMITS))
                .satisfies(e -> {
                    assertThat(e.problem().code()).isEqualTo(Code.KERNEL_REFUSED);
                    assertThat(e.problem().subject().text()).isEqualTo(nowhere.toString());
                });
    }

    @Test
    void answersOldAndNewVersionsAccordingly() throws Exception {
        try (Agent agent = Agent.at(path, ECHO)) {
            ByteBuffer frame = Wire.request(Wire.KIND_COMMAND, List.of("x"), new byte[0]);
            frame.putShort(4, (short) (Wire.VERSION + 1));
            Wire.Header other = exchange(frame);
            assertThat(other.kind()).isEqualTo(Wire.KIND_OTHER_VERSION);
            assertThat(other.version()).isEqualTo(Wire.VERSION);
            ByteBuffer oldest = Wire.request(Wire.KIND_COMMAND, List.of("x"), new byte[0]);
            oldest.putShort(4, (short) Wire.OLDEST_VERSION);
            assertThat(exchange(oldest).version()).isEqualTo(Wire.OLDEST_VERSION);
        }
    }

    @Test
    void hangsUpOnStrangersAndUnknownKinds() throws Exception {
        try (Agent agent = Agent.at(path, ECHO)) {
            assertHungUp(ByteBuffer.wrap(Samples.bytes("GET / HTTP/1.1\r\n\r\n")));
            assertHungUp(Wire.request(77, List.of(), new byte[0]));
            assertThat(new AgentClient(path).run(List.of("x"), soon()).exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void refusesFramesAboveItsBoundsWithoutReadingThem() throws Exception {
        try (Agent agent = Agent.at(path, ECHO)) {
            for (int[] lengths : new int[][] {{-1, 0}, {0, -1}, {Wire.MAX_STRINGS + 1, 0}, {0, Wire.MAX_DATA + 1}}) {
                ByteBuffer frame = Wire.request(Wire.KIND_COMMAND, List.of(), new byte[0]);
                frame.putInt(8, lengths[0]).putInt(12, lengths[1]);
                assertThat(exchange(frame).first()).isEqualTo(1);
            }
        }
    }

    @Test
    void putsTogetherWhatArrivesByteByByte() throws Exception {
        try (Agent agent = Agent.at(path, ECHO);
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            ByteBuffer frame = Wire.request(Wire.KIND_COMMAND, List.of("slow", "client"), new byte[0]);
            while (frame.hasRemaining()) {
                client.write(ByteBuffer.wrap(new byte[] {frame.get()}));
            }
            assertThat(readReply(client).first()).isEqualTo(3);
        }
    }

    @Test
    void dropsAClientThatDoesNotFinishItsRequest() throws Exception {
        AgentSocket.Limits impatient = new AgentSocket.Limits(8, Duration.ofMillis(20), Duration.ofSeconds(5));
        try (Agent agent = Agent.at(path, Agent.exchange(ECHO), impatient)) {
            assertHungUp(ByteBuffer.wrap(new byte[] {'K', 'E'}));
        }
    }

    @Test
    void tellsTheHandlerThatItsClientIsGone() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CompletableFuture<Boolean> told = new CompletableFuture<>();
        try (Agent agent = Agent.at(path, (s, d, call) -> {
            working.countDown();
            while (!call.hungUp().getAsBoolean() && !call.until().passed()) {
                Thread.onSpinWait();
            }
            told.complete(call.hungUp().getAsBoolean());
            return Reply.of(0, "");
        })) {
            try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
                client.write(Wire.request(Wire.KIND_CNI, List.of(), new byte[0]));
                assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(told.get(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void endsTheConnectionOfARequestThatDies() throws Exception {
        ExecutorService quiet = Executors.newSingleThreadExecutor(r -> {
            Thread thread = new Thread(r);
            thread.setUncaughtExceptionHandler((t, e) -> {});
            return thread;
        });
        AgentSocket socket = AgentSocket.open(
                path,
                Agent.exchange((s, d, c) -> {
                    throw new IllegalStateException("on purpose");
                }),
                quiet,
                Agent.LIMITS);
        Future<?> loop = Executors.newSingleThreadExecutor().submit(socket::serve);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> new AgentClient(path).run(List.of("x"), soon()))
                .withMessageContaining("without a reply");
        socket.close();
        loop.get(30, TimeUnit.SECONDS);
        quiet.shutdown();
    }

    @Test
    void saysSoWhenItsWorkersTakeNoMore() throws Exception {
        AgentSocket socket = AgentSocket.open(
                path,
                Agent.exchange(ECHO),
                r -> {
                    throw new RejectedExecutionException("full");
                },
                Agent.LIMITS);
        Future<?> loop = Executors.newSingleThreadExecutor().submit(socket::serve);
        assertThat(new AgentClient(path).run(List.of("x"), soon()).text()).contains("SHUTTING_DOWN");
        socket.close();
        socket.close();
        loop.get(30, TimeUnit.SECONDS);
    }

    @Test
    void servesMoreClientsThanItHoldsAtOnce() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(32);
        try (Agent agent = Agent.at(path, (s, d, c) -> Reply.of(0, s.get(0)))) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                String word = "word" + i;
                answers.add(clients.submit(
                        () -> new AgentClient(path).run(List.of(word), soon()).text()));
            }
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get(30, TimeUnit.SECONDS)).isEqualTo("word" + i);
            }
        } finally {
            clients.shutdownNow();
        }
    }

    @Test
    void finishesWhatItWorksOnBeforeItEnds() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ExecutorService client = Executors.newSingleThreadExecutor();
        Agent agent = Agent.at(path, (s, d, c) -> {
            working.countDown();
            try {
                return Reply.of(goOn.await(30, TimeUnit.SECONDS) ? 0 : 1, "done");
            } catch (InterruptedException e) {
                return Reply.of(2, "interrupted");
            }
        });
        Future<Reply> reply = client.submit(() -> new AgentClient(path).run(List.of("x"), soon()));
        assertThat(working.await(30, TimeUnit.SECONDS)).isTrue();
        agent.stop();
        goOn.countDown();
        assertThat(reply.get(30, TimeUnit.SECONDS).exitCode()).isZero();
        agent.close();
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> new AgentClient(path).run(List.of("x"), soon()))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.AGENT_NOT_RUNNING));
        client.shutdown();
    }

    @Test
    void clientGivesUpAtItsDeadline() throws Exception {
        try (Agent agent = Agent.at(path, (s, d, call) -> {
            while (!call.hungUp().getAsBoolean() && !call.until().passed()) {
                Thread.onSpinWait();
            }
            return Reply.of(0, "");
        })) {
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> new AgentClient(path).run(List.of("x"), Deadline.after(Duration.ofMillis(30))))
                    .withMessageContaining("no reply in time");
        }
    }

    private Wire.Header exchange(ByteBuffer frame) throws Exception {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(frame);
            return readReply(client);
        }
    }

    private static Wire.Header readReply(SocketChannel client) throws Exception {
        ByteBuffer head = ByteBuffer.allocate(Wire.HEADER_BYTES);
        while (head.hasRemaining()) {
            if (client.read(head) < 0) {
                throw new AssertionError("hung up");
            }
        }
        return Wire.Header.read(head.flip());
    }

    private void assertHungUp(ByteBuffer bytes) throws Exception {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            client.write(bytes);
            int got;
            try {
                got = client.read(ByteBuffer.allocate(1));
            } catch (java.io.IOException reset) {
                got = -1; // closed with bytes of ours unread
            }
            assertThat(got).isEqualTo(-1);
        }
    }
}
