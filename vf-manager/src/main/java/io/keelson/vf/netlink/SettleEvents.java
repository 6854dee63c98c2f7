package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netns.Namespaces;
import java.time.Duration;
import java.util.List;

/**
 * Hears that a netdev or an IPv6 address in a namespace changed: carrier came, duplicate address detection ended. It says
 * that something changed and never what: look after each return. For one thread; while it is open the namespace cannot end.
 */
public final class SettleEvents implements AutoCloseable {
    private static final int RTMGRP_LINK = 1;
    private static final int RTMGRP_IPV6_IFADDR = 0x100;
    private static final int BUFFER = 64 * 1024;
    private static final int MOST_AT_ONCE = 1024;
    private static final Errno ENOBUFS = new Errno(105);

    private final Libc libc;
    private final KernelWire wire;
    private final Subject subject;

    private SettleEvents(Libc libc, KernelWire wire, Subject subject) {
        this.libc = libc;
        this.wire = wire;
        this.subject = subject;
    }

    /** Subscribes in this namespace; fails with {@code NETNS_GONE} or {@code KERNEL_UNREACHABLE}. */
    public static SettleEvents subscribe(Libc libc, Namespaces namespaces, Netns netns) throws HostException {
        Subject subject = new Subject(netns.toString());
        Fd fd = namespaces.socket(netns, Libc.AF_NETLINK, Libc.SOCK_RAW, KernelWire.ROUTE);
        try {
            KernelWire wire = KernelWire.forGroups(libc, fd, RTMGRP_LINK | RTMGRP_IPV6_IFADDR, BUFFER);
            return new SettleEvents(libc, wire, subject);
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("subscribe", subject, e);
        }
    }

    /** Returns when something changed since the last return, or the time is over. */
    public void await(Duration atMost) throws HostException {
        try {
            if (!libc.readable(List.of(wire.fd()), atMost).isEmpty()) {
                drain();
            }
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("wait for events", subject, e);
        }
    }

    private void drain() throws LibcException {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            try {
                wire.receive();
            } catch (LibcException e) {
                if (e.is(Errno.EAGAIN)) {
                    return;
                }
                if (!e.is(ENOBUFS)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        wire.close();
    }
}
