package io.keelson.plugin.cni;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * The agent's unix socket: container runtimes ask here through the forwarder, and the command line asks here too.
 *
 * <p>The socket appears at its path complete - bound under another name, mode 0600, renamed - so that it replaces an earlier
 * agent's without a gap, and it is never removed: by the time an agent ends, the path may already be its successor's. One
 * that nobody listens on refuses connections, which clients take as "away". Only root and the agent's own user are served.
 */
public final class AgentSocket implements AutoCloseable {
    /** How much at once, and how patient.
     *
     * @param connections clients at a time; more wait unaccepted
     * @param transfer how long a client may take to send its request, or to take its reply
     * @param grace how long {@link #close} lets requests at work finish
     */
    public record Limits(int connections, Duration transfer, Duration grace) {
        /** What production uses. */
        public static final Limits DEFAULT = new Limits(64, Duration.ofSeconds(10), Duration.ofSeconds(20));
    }

    private static final int BACKLOG = 128;

    private final SocketLoop loop;

    private AgentSocket(SocketLoop loop) {
        this.loop = loop;
    }

    /**
     * Puts the socket in its place; nothing is accepted before {@link #serve}. Fails with {@code KERNEL_REFUSED} naming the
     * path.
     *
     * @param workers runs each request; it may refuse, which the client is told
     */
    public static AgentSocket open(Path path, AgentRequests requests, Executor workers, Limits limits)
            throws HostException {
        return open(path, (Exchange) requests, workers, limits);
    }

    static AgentSocket open(Path path, Exchange exchange, Executor workers, Limits limits) throws HostException {
        try {
            ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                Set<UserPrincipal> users = place(server, path);
                return new AgentSocket(new SocketLoop(server, users, exchange, workers, limits));
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new HostException(cannotListen(path, e), e);
        }
    }

    /** Serves on the calling thread until {@link #close}; returns when the last request is answered or given up. */
    public void serve() {
        loop.run();
    }

    /** Accepts nothing more and lets {@link #serve} end; may be called from any thread, and twice. */
    @Override
    public void close() {
        loop.stop();
    }

    private static Set<UserPrincipal> place(ServerSocketChannel server, Path path) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        server.bind(UnixDomainSocketAddress.of(fresh), BACKLOG);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        UserPrincipal own = Files.getOwner(fresh);
        UserPrincipal root =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("0");
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return own.equals(root) ? Set.of(own) : Set.of(own, root);
    }

    private static Problem cannotListen(Path path, Exception e) {
        return Problem.of(
                Code.KERNEL_REFUSED,
                Subject.file(path),
                "cannot listen: " + e.getMessage(),
                "see that its directory is there and writable, and that the path has at most 104 bytes");
    }
}
