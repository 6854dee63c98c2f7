package io.keelson.vf.netlink;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RTM_*ROUTE messages about the main table. Source: man 7 rtnetlink, {@code linux/rtnetlink.h}. */
final class RouteCodec {
    private static final int RTM_NEWROUTE = 24;
    private static final int RTM_GETROUTE = 26;
    private static final int RTMSG = 12;
    private static final int RTNEXTHOP = 8;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int TABLE_MAIN = 254;
    private static final int PROTOCOL_STATIC = 4;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int UNICAST = 1;
    private static final int CLONED = 0x200;

    private RouteCodec() {}

    static NetlinkRequest list(int family, int ifindex) {
        return NetlinkRequest.dump("list routes", RTM_GETROUTE)
                .u8(family)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(TABLE_MAIN)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(0)
                .attributeU32(RTA_OIF, ifindex);
    }

    /** Appended beside a route of the same destination through another netdev, as the reference plugins do. */
    static NetlinkRequest add(int ifindex, Route route) {
        byte[] octets = route.destination().address().getAddress();
        NetlinkRequest request = NetlinkRequest.order(
                        "add route " + route, RTM_NEWROUTE, NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_APPEND)
                .u8(AddressCodec.family(octets))
                .u8(route.destination().prefix())
                .u8(0)
                .u8(0)
                .u8(TABLE_MAIN)
                .u8(PROTOCOL_STATIC)
                .u8(route.gateway().isPresent() ? SCOPE_UNIVERSE : SCOPE_LINK)
                .u8(UNICAST)
                .u32(0);
        if (route.destination().prefix() > 0) {
            request.attribute(RTA_DST, octets);
        }
        route.gateway().ifPresent(g -> request.attribute(RTA_GATEWAY, g.getAddress()));
        return request.attributeU32(RTA_OIF, ifindex);
    }

    /** The routes a message tells of that leave by this netdev: none, one, or several of a multipath route. */
    static List<Route> parse(NetlinkMessage message, int ifindex) throws MalformedNetlink {
        Attributes attributes = message.attributesAfter(RTMSG);
        ByteBuffer head = message.payload();
        int family = head.get(0);
        boolean ours = message.type() == RTM_NEWROUTE
                && (family == Libc.AF_INET || family == Libc.AF_INET6)
                && head.get(7) == UNICAST
                && (head.getInt(8) & CLONED) == 0
                && attributes.u32(RTA_TABLE).orElse(Byte.toUnsignedInt(head.get(4))) == TABLE_MAIN;
        if (!ours) {
            return List.of();
        }
        IfAddress destination = destination(attributes, family, Byte.toUnsignedInt(head.get(1)));
        List<Route> routes = new ArrayList<>();
        if (attributes.u32(RTA_OIF).orElse(0) == ifindex) {
            routes.add(new Route(destination, gateway(attributes, family)));
        }
        Optional<ByteBuffer> hops = attributes.value(RTA_MULTIPATH);
        if (hops.isPresent()) {
            addHops(hops.get(), family, ifindex, destination, routes);
        }
        return routes;
    }

    private static void addHops(ByteBuffer hops, int family, int ifindex, IfAddress destination, List<Route> routes)
            throws MalformedNetlink {
        int at = 0;
        while (hops.limit() - at >= RTNEXTHOP) {
            int length = Short.toUnsignedInt(hops.getShort(at));
            if (length < RTNEXTHOP || length > hops.limit() - at) {
                throw new MalformedNetlink("a next hop of " + length + " bytes");
            }
            if (hops.getInt(at + 4) == ifindex) {
                Attributes hop = Attributes.parse(NetlinkMessage.part(hops, at + RTNEXTHOP, at + length));
                routes.add(new Route(destination, gateway(hop, family)));
            }
            at += Math.min(NetlinkMessage.align(length), hops.limit() - at);
        }
    }

    private static IfAddress destination(Attributes attributes, int family, int prefix) throws MalformedNetlink {
        byte[] octets = attributes.octets(RTA_DST).orElse(new byte[family == Libc.AF_INET ? 4 : 16]);
        return AddressCodec.ifAddress(family, octets, prefix);
    }

    private static Optional<InetAddress> gateway(Attributes attributes, int family) throws MalformedNetlink {
        Optional<byte[]> gateway = attributes.octets(RTA_GATEWAY);
        if (gateway.isPresent()) {
            return Optional.of(AddressCodec.inetAddress(family, gateway.get()));
        }
        Optional<ByteBuffer> via = attributes.value(RTA_VIA, Short.BYTES);
        if (via.isEmpty()) {
            return Optional.empty();
        }
        byte[] octets = new byte[via.get().limit() - Short.BYTES];
        via.get().get(Short.BYTES, octets);
        return Optional.of(AddressCodec.inetAddress(via.get().getShort(0), octets));
    }
}
