package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netns.Namespaces;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the kernel tells of itself: device events and changes of netdevs, in the host's namespace. One thread awaits; any may
 * wake it or close this.
 */
public final class HostEvents implements AutoCloseable {
    private static final int RTMGRP_LINK = 1;
    private static final int KERNEL_UEVENTS = 1;
    private static final int BUFFER = 2 * 1024 * 1024;
    private static final int MOST_AT_ONCE = 1024;
    private static final Errno ENOBUFS = new Errno(105);
    private static final Subject SUBJECT = new Subject("kernel events");

    private final Libc libc;
    private final KernelWire uevents;
    private final KernelWire links;
    private final Fd waker;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean closed;
    private boolean wakerClosed;

    private HostEvents(Libc libc, KernelWire uevents, KernelWire links, Fd waker) {
        this.libc = libc;
        this.uevents = uevents;
        this.links = links;
        this.waker = waker;
    }

    /** Subscribes; whatever happens from now on is told. */
    public static HostEvents subscribe(Libc libc, Namespaces namespaces) throws HostException {
        KernelWire uevents = listener(libc, namespaces, KernelWire.KOBJECT_UEVENT, KERNEL_UEVENTS);
        try {
            KernelWire links = listener(libc, namespaces, KernelWire.ROUTE, RTMGRP_LINK);
            try {
                return new HostEvents(libc, uevents, links, libc.eventFd());
            } catch (LibcException e) {
                links.close();
                throw NetlinkProblems.unreachable("make a waker", SUBJECT, e);
            }
        } catch (HostException e) {
            uevents.close();
            throw e;
        }
    }

    /**
     * The events that are there, else the first that come within this time; none when the time is over, when somebody woke
     * this, or once it is closed.
     */
    public List<HostEvent> await(Duration atMost) throws HostException {
        lock.lock();
        try {
            if (closed) {
                return List.of();
            }
            List<Fd> ready = libc.readable(List.of(uevents.fd(), links.fd(), waker), atMost);
            List<HostEvent> events = new ArrayList<>();
            if (ready.contains(waker)) {
                libc.read(waker, ByteBuffer.allocateDirect(Long.BYTES));
            }
            if (ready.contains(uevents.fd())) {
                drain(uevents, events, datagram -> List.of(new HostEvent.Device(Uevent.parse(datagram))));
            }
            if (ready.contains(links.fd())) {
                drain(links, events, HostEvents::linkEvents);
            }
            return events;
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("wait for events", SUBJECT, e);
        } finally {
            lock.unlock();
        }
    }

    /** Makes a current or the next {@link #await} return at once; nothing once this is closed. */
    public void wake() throws HostException {
        ByteBuffer one = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder());
        synchronized (waker) {
            try {
                if (!wakerClosed) {
                    libc.write(waker, one.putLong(0, 1));
                }
            } catch (LibcException e) {
                if (!e.is(Errno.EAGAIN)) {
                    throw NetlinkProblems.unreachable("wake the watcher", SUBJECT, e);
                }
            }
        }
    }

    /** Ends a current {@link #await}, then the subscriptions. */
    @Override
    public void close() throws HostException {
        closed = true;
        wake();
        lock.lock();
        try {
            uevents.close();
            links.close();
            synchronized (waker) {
                wakerClosed = true;
                waker.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @FunctionalInterface
    private interface Reader {
        List<HostEvent> read(ByteBuffer datagram) throws MalformedNetlink;
    }

    private static void drain(KernelWire wire, List<HostEvent> events, Reader reader) throws LibcException {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            try {
                events.addAll(reader.read(wire.receive()));
            } catch (MalformedNetlink e) {
                events.add(new HostEvent.Lost("not understood: " + e.getMessage()));
            } catch (LibcException e) {
                if (e.is(Errno.EAGAIN)) {
                    return;
                }
                if (!e.is(ENOBUFS)) {
                    throw e;
                }
                events.add(new HostEvent.Lost("the socket's buffer was full"));
            }
        }
    }

    private static List<HostEvent> linkEvents(ByteBuffer datagram) throws MalformedNetlink {
        List<HostEvent> events = new ArrayList<>();
        for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
            if (message.type() == LinkCodec.RTM_NEWLINK) {
                events.add(new HostEvent.NetdevChanged(LinkCodec.parse(message)));
            } else if (message.type() == LinkCodec.RTM_DELLINK) {
                events.add(new HostEvent.NetdevGone(LinkCodec.parse(message)));
            }
        }
        return events;
    }

    private static KernelWire listener(Libc libc, Namespaces namespaces, int protocol, int groups)
            throws HostException {
        Fd fd = namespaces.socket(Netns.HOST, Libc.AF_NETLINK, Libc.SOCK_RAW, protocol);
        try {
            return KernelWire.forGroups(libc, fd, groups, BUFFER);
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("subscribe", SUBJECT, e);
        }
    }
}
