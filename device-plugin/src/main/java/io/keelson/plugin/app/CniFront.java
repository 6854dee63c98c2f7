package io.keelson.plugin.app;

import io.keelson.plugin.cni.AgentRequests;
import io.keelson.plugin.cni.AgentSocket;
import io.keelson.plugin.log.Key;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The agent's socket: CNI's verbs and those of the command line, and the threads that answer them. */
record CniFront(Parts parts) {
    private static final int WORKERS = 16;
    private static final int WAITING = 64;

    void open(Path path, Wiring wiring) throws HostException {
        try {
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
        } catch (IOException e) {
            throw new HostException(Output.internal(e), e);
        }
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), Threads.factory("request"));
        workers.allowCoreThreadTimeOut(true);
        parts.push(workers::shutdownNow);
        AgentRequests requests = new AgentRequests(wiring.attaching(), wiring.commands());
        AgentSocket socket = AgentSocket.open(path, requests, workers, AgentSocket.Limits.DEFAULT);
        Threads.named("agent-socket", socket::serve).start();
        parts.push(socket::close);
        Log.event("serving CNI", Key.SOCKET, path);
    }
}
