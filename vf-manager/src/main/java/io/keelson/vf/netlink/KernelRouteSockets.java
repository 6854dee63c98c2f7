package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netns.Namespaces;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The kernel's rtnetlink: one lasting socket in the host's namespace, one request at a time; a fresh one for each talk in
 * another namespace, since an open socket keeps a namespace from ending.
 */
public final class KernelRouteSockets implements RouteSockets, AutoCloseable {
    private static final Duration REPLY_WITHIN = Duration.ofSeconds(10);

    private final Libc libc;
    private final Namespaces namespaces;
    private final MessageObserver observer;
    private final NetlinkSocket hostSocket;
    private final RouteNetlink host;

    private KernelRouteSockets(Libc libc, Namespaces namespaces, MessageObserver observer) throws HostException {
        this.libc = libc;
        this.namespaces = namespaces;
        this.observer = observer;
        this.hostSocket = open(Netns.HOST);
        this.host = new RouteNetlink(hostSocket);
    }

    /** Opens the host's socket. */
    public static KernelRouteSockets open(Libc libc, Namespaces namespaces, MessageObserver observer)
            throws HostException {
        return new KernelRouteSockets(libc, namespaces, observer);
    }

    @Override
    public <T> T in(Netns netns, Talk<T> talk) throws HostException {
        if (netns instanceof Netns.Host) {
            return talk.with(host);
        }
        try (NetlinkSocket socket = open(netns)) {
            return talk.with(new RouteNetlink(socket));
        }
    }

    /** The same for one thread and a short time: a namespace's socket stays open until all of this is closed. */
    public Kept kept() {
        return new Kept();
    }

    /** Keeps the sockets it opens, and with them their namespaces, until it is closed. For one thread. */
    public final class Kept implements RouteSockets, AutoCloseable {
        private final Map<Netns, NetlinkSocket> open = new HashMap<>();

        private Kept() {}

        @Override
        public <T> T in(Netns netns, Talk<T> talk) throws HostException {
            if (netns instanceof Netns.Host) {
                return talk.with(host);
            }
            NetlinkSocket socket = open.get(netns);
            if (socket == null) {
                socket = open(netns);
                open.put(netns, socket);
            }
            return talk.with(new RouteNetlink(socket));
        }

        @Override
        public void close() {
            open.values().forEach(NetlinkSocket::close);
            open.clear();
        }
    }

    /** Closes the host's socket. */
    @Override
    public void close() {
        hostSocket.close();
    }

    private NetlinkSocket open(Netns netns) throws HostException {
        Fd fd = namespaces.socket(netns, Libc.AF_NETLINK, Libc.SOCK_RAW, KernelWire.ROUTE);
        try {
            return new NetlinkSocket(KernelWire.forRequests(libc, fd, REPLY_WITHIN), observer);
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("open a netlink socket", new Subject(netns.toString()), e);
        }
    }
}
