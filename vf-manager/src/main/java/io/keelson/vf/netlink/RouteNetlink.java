package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What rtnetlink can tell and do in one network namespace. Every method fails as {@link NetlinkSocket} does, naming the
 * subject it was given.
 */
public final class RouteNetlink {
    private static final Errno EMSGSIZE = new Errno(90);
    private static final int IFF_UP = 1;

    private final NetlinkSocket socket;

    public RouteNetlink(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** All netdevs of the namespace. */
    public List<Link> links(Subject subject) throws HostException {
        return parsed(LinkCodec.list(), subject, LinkCodec::parse);
    }

    /** The netdev of this name, or empty. */
    public Optional<Link> link(IfName name, Subject subject) throws HostException {
        return one(LinkCodec.byName(name), subject);
    }

    /** The netdev of this index, or empty. */
    public Optional<Link> link(int ifindex, Subject subject) throws HostException {
        return one(LinkCodec.byIndex(ifindex), subject);
    }

    /** What the PF of this name holds about its VFs; empty when there is no such netdev. */
    public Optional<PfLink> linkWithVfs(IfName name, Subject subject) throws HostException {
        NetlinkRequest request = LinkCodec.withVfs(name);
        try {
            List<PfLink> links =
                    parsed(request, subject, m -> new PfLink(LinkCodec.parse(m), VfCodec.parse(m, subject)));
            return links.stream().findFirst();
        } catch (HostException e) {
            if (failedWith(e, EMSGSIZE)) {
                throw new HostException(truncated(subject, name, "the kernel cannot fit it in a message"), e);
            }
            return emptyIfGone(e);
        }
    }

    /** A PF's netdev with what it holds about its VFs. */
    public record PfLink(Link link, VfReport vfs) {}

    /** Brings it up or down. */
    public void setUp(int ifindex, boolean up, Subject subject) throws HostException {
        order(LinkCodec.set(up ? "set link up" : "set link down", ifindex, up ? IFF_UP : 0, IFF_UP), subject);
    }

    /** Sets its MTU. */
    public void setMtu(int ifindex, Mtu mtu, Subject subject) throws HostException {
        order(set("set mtu " + mtu, ifindex).attributeU32(LinkCodec.IFLA_MTU, mtu.bytes()), subject);
    }

    /** Sets its own hardware address. */
    public void setAddress(int ifindex, MacAddress mac, Subject subject) throws HostException {
        order(set("set address " + mac, ifindex).attribute(LinkCodec.IFLA_ADDRESS, mac.octets()), subject);
    }

    /** Renames it. */
    public void setName(int ifindex, IfName name, Subject subject) throws HostException {
        order(set("rename to " + name, ifindex).attributeText(LinkCodec.IFLA_IFNAME, name.text()), subject);
    }

    /** Takes further names away. */
    public void dropAltNames(int ifindex, Set<AltName> names, Subject subject) throws HostException {
        order(LinkCodec.dropAltNames(ifindex, names), subject);
    }

    /** Moves it to another namespace and renames it, at once; the name is checked over there. */
    public void move(int ifindex, Fd namespace, IfName name, Subject subject) throws HostException {
        order(
                set("move to another namespace as " + name, ifindex)
                        .attributeU32(LinkCodec.IFLA_NET_NS_FD, namespace.number())
                        .attributeText(LinkCodec.IFLA_IFNAME, name.text()),
                subject);
    }

    /** Sets what the PF holds about a VF: the present attributes; a minimum rate needs the maximum beside it. */
    public void setVf(int ifindex, VfIndex vf, VfSettings changes, Subject subject) throws HostException {
        order(VfCodec.write(set("set " + changes, ifindex), vf, changes), subject);
    }

    /** The addresses on a netdev. */
    public List<AddressState> addresses(int ifindex, Subject subject) throws HostException {
        return parsed(AddressCodec.list(ifindex), subject, m -> AddressCodec.parse(m, ifindex)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** Adds an address; {@code EEXIST} when it is there. */
    public void addAddress(int ifindex, IfAddress address, Subject subject) throws HostException {
        order(AddressCodec.add(ifindex, address), subject);
    }

    /** The main table's routes through a netdev, both families. */
    public Set<Route> routes(int ifindex, Subject subject) throws HostException {
        Set<Route> routes = new LinkedHashSet<>();
        for (int family : new int[] {Libc.AF_INET, Libc.AF_INET6}) {
            try {
                parsed(RouteCodec.list(family, ifindex), subject, m -> RouteCodec.parse(m, ifindex))
                        .forEach(routes::addAll);
            } catch (HostException e) {
                if (!failedWith(e, Errno.ENOENT) && !failedWith(e, Errno.EOPNOTSUPP)) {
                    throw e; // ENOENT: the table has not been made yet; EOPNOTSUPP: a kernel without this family
                }
            }
        }
        return routes;
    }

    /** Adds a route through a netdev. */
    public void addRoute(int ifindex, Route route, Subject subject) throws HostException {
        order(RouteCodec.add(ifindex, route), subject);
    }

    /** A problem that says the list of VFs of this netdev was cut. */
    public static Problem truncated(Subject pf, IfName netdev, String detail) {
        return Problem.of(
                Code.NETLINK_TRUNCATED,
                pf,
                "the list of VFs of " + netdev + " is not whole: " + detail,
                "create fewer VFs on this PF: a list is limited to 64 KiB, some 300 VFs");
    }

    private static NetlinkRequest set(String purpose, int ifindex) {
        return LinkCodec.set(purpose, ifindex, 0, 0);
    }

    private void order(NetlinkRequest request, Subject subject) throws HostException {
        socket.exchange(request, subject);
    }

    private Optional<Link> one(NetlinkRequest request, Subject subject) throws HostException {
        try {
            return parsed(request, subject, LinkCodec::parse).stream().findFirst();
        } catch (HostException e) {
            return emptyIfGone(e);
        }
    }

    private static <T> Optional<T> emptyIfGone(HostException e) throws HostException {
        if (failedWith(e, Errno.ENODEV)) {
            return Optional.empty();
        }
        throw e;
    }

    @FunctionalInterface
    private interface Parser<T> {
        T parse(NetlinkMessage message) throws MalformedNetlink;
    }

    private <T> List<T> parsed(NetlinkRequest request, Subject subject, Parser<T> parser) throws HostException {
        List<T> list = new ArrayList<>();
        try {
            for (NetlinkMessage message : socket.exchange(request, subject)) {
                list.add(parser.parse(message));
            }
        } catch (MalformedNetlink e) {
            throw NetlinkProblems.malformed(request.purpose(), subject, e);
        }
        return list;
    }

    private static boolean failedWith(HostException e, Errno errno) {
        return e.problem().errno().equals(Optional.of(errno));
    }
}
