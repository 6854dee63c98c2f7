package io.keelson.vf.netns;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The network namespaces of this machine. A path is untrusted: it is looked at without opening what lies behind it
 * ({@code O_PATH}) and opened only once it is known to be a network namespace. Source: man 7 network_namespaces, man 2 setns.
 */
public final class Namespaces {
    private static final long NSFS_MAGIC = 0x6e73_6673L;
    private static final String OWN = "/proc/self/ns/net";
    private static final Errno ENOPROTOOPT = new Errno(92);
    private static final Errno ENOTDIR = new Errno(20);
    private static final Errno ENOTTY = new Errno(25);
    private static final Errno ELOOP = new Errno(40);
    private static final Set<Errno> NOTHING_THERE = Set.of(Errno.ENOENT, ENOTDIR, ELOOP);

    private final Libc libc;
    private final Optional<NetnsPath> host;

    /** The host's namespace is the one this process runs in. */
    public Namespaces(Libc libc) {
        this(libc, Optional.empty());
    }

    /** The host's namespace is the one at {@code host}, for an agent (or a test) that runs in another. */
    public Namespaces(Libc libc, Optional<NetnsPath> host) {
        this.libc = libc;
        this.host = host;
    }

    /** Something short to do inside: it must start no thread and wait for nothing. */
    @FunctionalInterface
    public interface Action<T> {
        T run() throws LibcException, HostException;
    }

    /**
     * Runs the action inside the namespace, on a thread that ends with it; in the own one on the calling thread.
     * Fails with {@code NETNS_GONE}, or with {@code KERNEL_REFUSED} naming {@code purpose} when the action's call failed.
     */
    public <T> T inside(Netns netns, String purpose, Action<T> action) throws HostException {
        try {
            Optional<NetnsPath> path = path(netns);
            if (path.isEmpty()) {
                return action.run();
            }
            try (Fd namespace = openPath(path.get())) {
                return new Entry<>(libc, namespace, action).await();
            }
        } catch (LibcException e) {
            throw new HostException(refused(new Subject(netns.toString()), purpose, e), e);
        }
    }

    /** A socket that belongs to the namespace for good, to be used from any thread. Fails as {@link #inside} does. */
    public Fd socket(Netns netns, int domain, int type, int protocol) throws HostException {
        return inside(netns, "open a socket", () -> libc.socket(domain, type, protocol));
    }

    /** The namespace itself as a descriptor, for {@code IFLA_NET_NS_FD}; {@code NETNS_GONE} when there is none. */
    public Fd open(Netns netns) throws HostException {
        try {
            Optional<NetnsPath> path = path(netns);
            return path.isPresent() ? openPath(path.get()) : libc.open(OWN, Libc.O_RDONLY, 0);
        } catch (LibcException e) {
            throw new HostException(refused(new Subject(netns.toString()), "open the namespace", e), e);
        }
    }

    /**
     * The namespace's cookie, which the kernel never gives twice in a boot (unlike inodes); empty before Linux 5.14. Source:
     * {@code SO_NETNS_COOKIE} in man 7 socket.
     */
    public OptionalLong cookie(Netns netns) throws HostException {
        try (Fd socket = socket(netns, Libc.AF_UNIX, Libc.SOCK_DGRAM, 0)) {
            byte[] value = libc.option(socket, Libc.SOL_SOCKET, Libc.SO_NETNS_COOKIE, Long.BYTES);
            return OptionalLong.of(
                    ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong());
        } catch (LibcException e) {
            if (e.is(ENOPROTOOPT)) {
                return OptionalLong.empty();
            }
            throw new HostException(refused(new Subject(netns.toString()), "read the cookie", e), e);
        }
    }

    /** Whether the path names a network namespace now. */
    public boolean isAlive(NetnsPath path) throws HostException {
        try (Fd namespace = open(Netns.at(path))) {
            return true;
        } catch (HostException e) {
            if (e.problem().code() == Code.NETNS_GONE) {
                return false;
            }
            throw e;
        }
    }

    /** Whether the path names the host's own namespace, which no pod's VF may be moved to. */
    public boolean isHost(NetnsPath path) throws HostException {
        try (Fd namespace = open(Netns.at(path));
                Fd own = open(Netns.HOST)) {
            return identity(namespace).equals(identity(own));
        }
    }

    private Optional<NetnsPath> path(Netns netns) {
        return netns instanceof Netns.At at ? Optional.of(at.path()) : host;
    }

    /** Which namespace an open descriptor names; holds only while it is open, as inodes are reused. */
    private static String identity(Fd namespace) throws HostException {
        Path link = Path.of("/proc/self/fd/" + namespace.number());
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            throw new HostException(
                    Problem.of(
                            Code.KERNEL_REFUSED,
                            Subject.file(link),
                            "cannot be read: " + e.getMessage(),
                            "see that /proc is mounted"),
                    e);
        }
    }

    private Fd openPath(NetnsPath path) throws HostException, LibcException {
        try (Fd place = libc.open(path.text(), Libc.O_PATH, 0)) {
            if (libc.fileSystem(place) != NSFS_MAGIC) {
                throw new HostException(gone(path, "no namespace is mounted there", Errno.EINVAL));
            }
            Fd namespace = libc.open("/proc/self/fd/" + place.number(), Libc.O_RDONLY, 0);
            try {
                requireNetwork(path, namespace);
                return namespace;
            } catch (LibcException | HostException e) {
                namespace.close();
                throw e;
            }
        } catch (LibcException e) {
            if (NOTHING_THERE.contains(e.errno())) {
                throw new HostException(gone(path, "no such path", e.errno()), e);
            }
            throw e;
        }
    }

    private void requireNetwork(NetnsPath path, Fd namespace) throws HostException, LibcException {
        int type;
        try {
            type = libc.namespaceType(namespace);
        } catch (LibcException e) {
            if (!e.is(ENOTTY)) {
                throw e;
            }
            return; // before Linux 4.11 nobody tells; setns will
        }
        if (type != Libc.CLONE_NEWNET) {
            throw new HostException(gone(path, "a namespace of another kind", Errno.EINVAL));
        }
    }

    private static Problem gone(NetnsPath path, String detail, Errno errno) {
        return Problem.of(
                Code.NETNS_GONE,
                Subject.file(path),
                "not a network namespace: " + detail,
                "its sandbox has ended, or the agent does not see the mount (propagation)",
                errno);
    }

    private static Problem refused(Subject subject, String purpose, LibcException e) {
        String hint = e.is(Errno.EPERM) || e.is(Errno.EACCES)
                ? "run as root with CAP_SYS_ADMIN, CAP_NET_ADMIN and CAP_NET_RAW"
                : "see 'man 2 " + e.call() + "' for this error";
        return Problem.of(Code.KERNEL_REFUSED, subject, purpose + ": " + e.call() + " failed", hint, e.errno());
    }
}
