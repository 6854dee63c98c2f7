package io.keelson.plugin.kubelet;

import io.grpc.Server;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.proto.pluginregistration.RegistrationStatus;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one resource and the server behind it; bound, and bound again whenever kubelet swept it away. Used by one
 * thread, the session's.
 */
final class DevicePluginServer {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePluginServer.class);

    private final KubeletIo io;
    private final PoolDesk desk;
    private final SocketFile socket;
    private final LongSupplier nanoClock;
    private final Runnable onNews;
    private @Nullable Server server;
    private @Nullable Server stopping;
    private final Successor successor;
    private volatile OpenStreams streams;
    private volatile Optional<PluginInfoService> info = Optional.empty();

    DevicePluginServer(KubeletIo io, PoolDesk desk, Path directory, LongSupplier nanoClock, Runnable onNews)
            throws HostException {
        this.io = io;
        this.desk = desk;
        this.socket = SocketFile.of(directory, desk.terms().resource());
        this.successor = new Successor(io, socket.path());
        this.nanoClock = nanoClock;
        this.onNews = onNews;
        this.streams = new OpenStreams(nanoClock, onNews);
    }

    /** The file name kubelet is told. */
    String endpoint() {
        return socket.path().getFileName().toString();
    }

    /** The streams kubelet opened since the last bind. */
    OpenStreams streams() {
        return streams;
    }

    /** What the plugin watcher said about the socket since the last bind, if it looks there. */
    Optional<RegistrationStatus> told() {
        return info.flatMap(PluginInfoService::told);
    }

    /** Whom a kubelet that opens our socket's name reaches. */
    SocketHolder holder() {
        return server == null ? SocketHolder.NOBODY : socket.holder();
    }

    /** Who comes after us here. */
    Successor successor() {
        return successor;
    }

    /** Listens on a fresh socket; streams of the one before are ended. */
    void bind() throws HostException {
        stop();
        OpenStreams fresh = new OpenStreams(nanoClock, onNews);
        try {
            Path hidden = socket.hidden();
            PluginInfoService told = new PluginInfoService(desk.terms().resource(), socket.path(), onNews);
            server = io.server(hidden, new DevicePluginService(desk, fresh, Optional.of(successor)), told)
                    .start();
            info = Optional.of(told);
            streams = fresh;
            socket.publish(hidden);
        } catch (IOException e) {
            stop();
            throw new HostException(
                    Problem.of(
                            Code.KUBELET_SOCKET_MISSING,
                            Subject.file(socket.path()),
                            "cannot listen there: " + e.getMessage(),
                            "check that the directory of kubelet's device plugins exists and is ours to write"),
                    e);
        }
    }

    /** Removes the socket and ends the server and its streams, without waiting for it. */
    void stop() {
        try {
            socket.remove();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue(Key.SOCKET.word(), socket.path())
                    .setCause(e)
                    .log("socket not removed");
        }
        if (server != null) {
            server.shutdownNow();
            stopping = server;
            server = null;
        }
    }

    /** Waits for the server stopped last. */
    void awaitStopped(Deadline until) throws InterruptedException {
        if (stopping != null) {
            stopping.awaitTermination(until.left().toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
