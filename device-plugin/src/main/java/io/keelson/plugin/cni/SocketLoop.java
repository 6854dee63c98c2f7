package io.keelson.plugin.cni;

import io.keelson.plugin.attach.Call;
import io.keelson.plugin.log.Key;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one loop of the agent's socket: all reading, writing and watching for hang-ups happens on the thread that runs it,
 * all work on the given workers. A client that misbehaves costs only its own connection.
 */
final class SocketLoop {
    private static final Logger LOG = LoggerFactory.getLogger(SocketLoop.class);

    private final ServerSocketChannel server;
    private final Selector selector;
    private final SelectionKey accepting;
    private final Set<UserPrincipal> users;
    private final Exchange exchange;
    private final Executor workers;
    private final AgentSocket.Limits limits;
    /** Finished work, from the workers to the loop. */
    private final Queue<Finished> finished = new ConcurrentLinkedQueue<>();

    private volatile boolean stopping;

    private record Finished(SelectionKey key, ByteBuffer frame) {}

    SocketLoop(
            ServerSocketChannel server,
            Set<UserPrincipal> users,
            Exchange exchange,
            Executor workers,
            AgentSocket.Limits limits)
            throws IOException {
        this.server = server;
        this.users = users;
        this.exchange = exchange;
        this.workers = workers;
        this.limits = limits;
        this.selector = Selector.open();
        server.configureBlocking(false);
        this.accepting = server.register(selector, SelectionKey.OP_ACCEPT);
    }

    void stop() {
        stopping = true;
        selector.wakeup();
    }

    void run() {
        try {
            while (!stopping) {
                turn(limits.transfer());
            }
            server.close();
            Deadline grace = Deadline.after(limits.grace());
            closeThose(c -> c.state() == Connection.State.READING);
            while (!connections().isEmpty() && !grace.passed()) {
                turn(grace.left());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's socket failed", e);
        } finally {
            closeThose(c -> true);
            closeQuietly();
        }
    }

    private void closeQuietly() {
        try {
            selector.close();
            server.close();
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("agent socket closed badly")
                    .addKeyValue(Key.DETAIL.word(), e.getMessage())
                    .log();
        }
    }

    private void turn(Duration atMost) throws IOException {
        selector.select(connections().isEmpty() ? 0 : Math.max(1, Math.min(atMost.toMillis(), 1000)));
        for (SelectionKey key : selector.selectedKeys()) {
            if (key.isValid()) {
                serve(key);
            }
        }
        selector.selectedKeys().clear();
        for (Finished f = finished.poll(); f != null; f = finished.poll()) {
            reply(f.key(), f.frame());
        }
        long now = System.nanoTime();
        closeThose(c -> c.state() != Connection.State.WORKING && c.giveUpAtNanos() - now < 0);
        if (accepting.isValid()) {
            accepting.interestOps(connections().size() < limits.connections() ? SelectionKey.OP_ACCEPT : 0);
        }
    }

    private void serve(SelectionKey key) {
        if (key.equals(accepting)) {
            accept();
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            switch (connection.state()) {
                case READING -> read(key, connection);
                case WORKING -> connection.watchForHangUp();
                case WRITING -> {
                    if (connection.write()) {
                        close(key);
                    }
                }
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void accept() {
        try {
            SocketChannel client = server.accept();
            if (client == null) {
                return;
            }
            if (!users.contains(
                    client.getOption(ExtendedSocketOptions.SO_PEERCRED).user())) {
                LOG.atWarn()
                        .setMessage("client refused: neither root nor our user")
                        .log();
                client.close();
                return;
            }
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ, new Connection(client, transferEnd()));
        } catch (ClosedChannelException e) {
            stopping = true;
        } catch (IOException e) {
            LOG.atWarn()
                    .setMessage("accept failed")
                    .addKeyValue(Key.DETAIL.word(), e.getMessage())
                    .log();
        }
    }

    private void read(SelectionKey key, Connection connection) throws IOException {
        if (!connection.readHeader()) {
            return;
        }
        Wire.Header header = connection.header().orElseThrow();
        if (!header.isOurs()) {
            close(key);
        } else if (!header.isSpoken()) {
            reply(key, Wire.otherVersion());
        } else if (exchange.allowance(header.kind()).isZero()) {
            close(key);
        } else if (!header.isBounded()) {
            reply(key, Wire.reply(header, exchange.refuse(header.kind(), tooLong())));
        } else if (connection.readBody()) {
            work(key, connection, header);
        }
    }

    private void work(SelectionKey key, Connection connection, Wire.Header header) {
        connection.working();
        Call call = new Call(Deadline.after(exchange.allowance(header.kind())), connection::hungUp);
        List<byte[]> strings = Wire.strings(connection.strings());
        byte[] data = connection.data();
        try {
            workers.execute(() -> {
                // a request that dies without an answer ends its connection: the client must not wait for nothing
                ByteBuffer frame = ByteBuffer.allocate(0);
                try {
                    frame = Wire.reply(header, exchange.answer(header.kind(), strings, data, call));
                } finally {
                    finished.add(new Finished(key, frame));
                    selector.wakeup();
                }
            });
        } catch (RejectedExecutionException e) {
            reply(key, Wire.reply(header, exchange.refuse(header.kind(), overloaded())));
        }
    }

    private void reply(SelectionKey key, ByteBuffer frame) {
        if (!key.isValid()) {
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            connection.send(frame, key, transferEnd());
            if (!frame.hasRemaining()) {
                close(key);
            }
        } catch (IOException e) {
            close(key);
        }
    }

    private void closeThose(java.util.function.Predicate<Connection> which) {
        for (SelectionKey key : connections()) {
            if (which.test((Connection) key.attachment())) {
                close(key);
            }
        }
    }

    private void close(SelectionKey key) {
        key.cancel();
        ((Connection) key.attachment()).close();
    }

    private List<SelectionKey> connections() {
        List<SelectionKey> found = new ArrayList<>();
        selector.keys().stream()
                .filter(k -> k.isValid() && k.attachment() instanceof Connection)
                .forEach(found::add);
        return found;
    }

    private long transferEnd() {
        return System.nanoTime() + limits.transfer().toNanos();
    }

    private static Problem tooLong() {
        return Problem.of(
                Code.CNI_REQUEST_TOO_LONG,
                new Subject("request"),
                "more than " + Wire.MAX_STRINGS + " bytes of strings or " + Wire.MAX_DATA + " bytes of data",
                "shorten the network configuration");
    }

    private static Problem overloaded() {
        return Problem.of(
                Code.SHUTTING_DOWN,
                new Subject("agent"),
                "takes no more requests now",
                "the runtime tries again by itself");
    }
}
