package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Call;
import io.keelson.vf.model.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A socket that serves, with threads of its own, for the length of a test. */
final class Agent implements AutoCloseable {
    static final AgentSocket.Limits LIMITS = new AgentSocket.Limits(8, Duration.ofSeconds(20), Duration.ofSeconds(20));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AgentSocket socket;

    private Agent(AgentSocket socket) {
        this.socket = socket;
        threads.execute(socket::serve);
    }

    static Agent at(Path path, Exchange exchange) throws Exception {
        return at(path, exchange, LIMITS);
    }

    static Agent at(Path path, Exchange exchange, AgentSocket.Limits limits) throws Exception {
        ExecutorService workers = Executors.newCachedThreadPool(r -> {
            Thread thread = new Thread(r, "worker");
            thread.setDaemon(true);
            return thread;
        });
        return new Agent(AgentSocket.open(path, exchange, workers, limits));
    }

    static Agent at(Path path, Answer answer) throws Exception {
        return at(path, exchange(answer));
    }

    static Exchange exchange(Answer answer) {
        return new Exchange() {
            @Override
            public Duration allowance(int kind) {
                return kind <= Wire.KIND_COMMAND ? Duration.ofSeconds(60) : Duration.ZERO;
            }

            @Override
            public Reply answer(int kind, List<byte[]> strings, byte[] data, Call call) {
                return answer.to(
                        strings.stream()
                                .map(s -> new String(s, StandardCharsets.UTF_8))
                                .toList(),
                        data,
                        call);
            }

            @Override
            public Reply refuse(int kind, Problem problem) {
                return Reply.of(1, problem.line());
            }
        };
    }

    /** What a test's agent answers. */
    interface Answer {
        Reply to(List<String> strings, byte[] data, Call call);
    }

    void stop() {
        socket.close();
    }

    /** Waits for the loop's end. */
    @Override
    public void close() throws Exception {
        socket.close();
        threads.shutdown();
        if (!threads.awaitTermination(60, TimeUnit.SECONDS)) {
            throw new AssertionError("the socket's loop does not end");
        }
    }
}
