package io.keelson.vf.run;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.AddressState;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.netlink.RouteSockets;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.LinkRef;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Addresses and routes by the kernel's rtnetlink; IPv6 on or off by {@code /proc/sys/net/ipv6/conf}. */
public final class KernelAddressing implements Addressing {
    private static final Errno EROFS = new Errno(30);

    private final RouteSockets sockets;
    private final Namespaces namespaces;
    private final Libc libc;
    private final NetdevFinder finder;
    private final Path proc;

    /** {@code proc} is where procfs is mounted writable; its {@code sys/net} shows the namespace of who opens a file. */
    public KernelAddressing(RouteSockets sockets, Namespaces namespaces, Libc libc, NetdevFinder finder, Path proc) {
        this.sockets = sockets;
        this.namespaces = namespaces;
        this.libc = libc;
        this.finder = finder;
        this.proc = proc;
    }

    /** Addresses with the state of their duplicate address detection, to be waited for outside lanes. */
    public List<AddressState> addressStates(LinkRef link) throws HostException {
        return onNetdev(link, (netlink, ifindex, subject) -> netlink.addresses(ifindex, subject));
    }

    @Override
    public Set<IfAddress> addresses(LinkRef link) throws HostException {
        return addressStates(link).stream().map(AddressState::address).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public void addAddress(LinkRef link, IfAddress address) throws HostException {
        onNetdev(link, (netlink, ifindex, subject) -> {
            netlink.addAddress(ifindex, address, subject);
            return subject;
        });
    }

    @Override
    public Set<Route> routes(LinkRef link) throws HostException {
        return onNetdev(link, (netlink, ifindex, subject) -> netlink.routes(ifindex, subject));
    }

    @Override
    public void addRoute(LinkRef link, Route route) throws HostException {
        onNetdev(link, (netlink, ifindex, subject) -> {
            netlink.addRoute(ifindex, route, subject);
            return subject;
        });
    }

    @Override
    public boolean ipv6Enabled(LinkRef link) throws HostException {
        String file = disableIpv6(link);
        return namespaces.inside(link.netns(), "read " + file, () -> {
            try (Fd fd = libc.open(file, Libc.O_RDONLY, 0)) {
                ByteBuffer text = ByteBuffer.allocateDirect(8);
                return libc.read(fd, text) > 0 && text.get(0) == '0';
            } catch (LibcException e) {
                if (e.is(Errno.ENOENT)) {
                    return false; // a kernel without IPv6
                }
                throw e;
            }
        });
    }

    @Override
    public void enableIpv6(LinkRef link, boolean on) throws HostException {
        String file = disableIpv6(link);
        namespaces.inside(link.netns(), "write " + file, () -> {
            try (Fd fd = openForWriting(file)) {
                ByteBuffer text = ByteBuffer.allocateDirect(1);
                return libc.write(fd, text.put((byte) (on ? '0' : '1')).flip());
            }
        });
    }

    /** In a container that is not privileged {@code /proc/sys} is read-only; the host's own is behind process 1. */
    private Fd openForWriting(String file) throws LibcException {
        try {
            return libc.open(file, Libc.O_WRONLY, 0);
        } catch (LibcException e) {
            if (!e.is(EROFS)) {
                throw e;
            }
            return libc.open(proc.resolve("1/root") + file, Libc.O_WRONLY, 0);
        }
    }

    /** No netdev is called {@code all} or {@code default}, the names of the switches for every netdev: IPv6 forbids it. */
    private String disableIpv6(LinkRef link) throws HostException {
        IfName name = sockets.in(
                link.netns(), netlink -> finder.require(netlink, link).name());
        return proc.resolve("sys/net/ipv6/conf/" + name.text() + "/disable_ipv6")
                .toString();
    }

    @FunctionalInterface
    private interface OnNetdev<T> {
        T with(RouteNetlink netlink, int ifindex, Subject subject) throws HostException;
    }

    private <T> T onNetdev(LinkRef link, OnNetdev<T> talk) throws HostException {
        return sockets.in(link.netns(), netlink -> {
            int ifindex = finder.ifindex(netlink, link);
            return talk.with(netlink, ifindex, new Subject(link.toString()));
        });
    }
}
