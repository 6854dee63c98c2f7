package io.keelson.vf.netlink;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.netlink.Link.Parent;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** RTM_*LINK messages. Source: man 7 rtnetlink, {@code linux/if_link.h}. */
final class LinkCodec {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_DELLINKPROP = 109;

    static final int IFINFOMSG = 16;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_NUM_VF = 21;
    static final int IFLA_NET_NS_FD = 28;

    private static final int IFLA_EXT_MASK = 29;
    private static final int IFLA_CARRIER = 33;
    private static final int IFLA_PROP_LIST = 52;
    private static final int IFLA_ALT_IFNAME = 53;
    private static final int NLA_F_NESTED = 0x8000;
    private static final int IFLA_PARENT_DEV_NAME = 56;
    private static final int IFLA_PARENT_DEV_BUS_NAME = 57;
    private static final int RTEXT_FILTER_VF = 1;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;
    private static final int EUI48 = 6;

    private LinkCodec() {}

    static NetlinkRequest list() {
        return extMask(head(NetlinkRequest.dump("list netdevs", RTM_GETLINK), 0, 0, 0), RTEXT_FILTER_SKIP_STATS);
    }

    static NetlinkRequest byName(IfName name) {
        return extMask(
                        head(NetlinkRequest.get("look up netdev " + name, RTM_GETLINK), 0, 0, 0),
                        RTEXT_FILTER_SKIP_STATS)
                .attributeText(IFLA_IFNAME, name.text());
    }

    static NetlinkRequest byIndex(int ifindex) {
        return extMask(
                head(NetlinkRequest.get("read netdev " + ifindex, RTM_GETLINK), ifindex, 0, 0),
                RTEXT_FILTER_SKIP_STATS);
    }

    /** Statistics are left out: with them the list of VFs outgrows its 16 bit length at some 34 VFs in 256. */
    static NetlinkRequest withVfs(IfName name) {
        return extMask(
                        head(NetlinkRequest.get("read the VFs of " + name, RTM_GETLINK), 0, 0, 0),
                        RTEXT_FILTER_VF | RTEXT_FILTER_SKIP_STATS)
                .attributeText(IFLA_IFNAME, name.text());
    }

    /** An order about one netdev; {@code change} is the mask of the flags that count. */
    static NetlinkRequest set(String purpose, int ifindex, int flags, int change) {
        return head(NetlinkRequest.order(purpose, RTM_SETLINK, 0), ifindex, flags, change);
    }

    /** Takes further names away. */
    static NetlinkRequest dropAltNames(int ifindex, Set<AltName> names) {
        NetlinkRequest request = head(NetlinkRequest.order("drop altnames", RTM_DELLINKPROP, 0), ifindex, 0, 0)
                .nest(IFLA_PROP_LIST | NLA_F_NESTED);
        names.forEach(name ->
                request.nest(IFLA_ALT_IFNAME).octets(name.octets()).u8(0).end());
        return request.end();
    }

    /** The netdev a message tells of. */
    static Link parse(NetlinkMessage message) throws MalformedNetlink {
        ByteBuffer head = message.tail(0);
        Attributes attributes = Attributes.parseUntilTorn(message.tail(IFINFOMSG));
        if (attributes.isTorn() && attributes.value(VfCodec.IFLA_VFINFO_LIST).isEmpty()) {
            throw new MalformedNetlink("a netdev's attributes are torn");
        }
        int ifindex = head.getInt(4);
        if (ifindex <= 0) {
            throw new MalformedNetlink("a netdev of index " + ifindex);
        }
        String name = attributes.text(IFLA_IFNAME).orElse("");
        OptionalInt carrier = attributes.u8(IFLA_CARRIER);
        OptionalLong vfs = attributes.u32(IFLA_NUM_VF);
        return new Link(
                ifindex,
                name,
                head.getInt(8),
                mac(attributes),
                mtu(attributes.u32(IFLA_MTU)),
                carrier.isPresent() ? Optional.of(carrier.getAsInt() == 1) : Optional.empty(),
                parent(attributes),
                vfs.isPresent() ? OptionalInt.of(VfCodec.count(vfs.getAsLong())) : OptionalInt.empty(),
                altNames(attributes));
    }

    private static NetlinkRequest head(NetlinkRequest request, int ifindex, int flags, int change) {
        return request.u8(0).u8(0).u16(0).u32(ifindex).u32(flags).u32(change);
    }

    private static NetlinkRequest extMask(NetlinkRequest request, int mask) {
        return request.attributeU32(IFLA_EXT_MASK, mask);
    }

    private static Optional<MacAddress> mac(Attributes attributes) {
        return attributes.octets(IFLA_ADDRESS).filter(o -> o.length == EUI48).map(MacAddress::ofOctets);
    }

    private static Optional<Mtu> mtu(OptionalLong bytes) {
        return bytes.isPresent() ? Mtu.parse(Long.toString(bytes.getAsLong())) : Optional.empty();
    }

    private static Optional<Set<AltName>> altNames(Attributes attributes) {
        if (attributes.isTorn()) {
            return Optional.empty();
        }
        try {
            Set<AltName> names = new LinkedHashSet<>();
            attributes.nested(IFLA_PROP_LIST).texts(IFLA_ALT_IFNAME).stream()
                    .map(AltName::parse)
                    .flatMap(Optional::stream)
                    .forEach(names::add);
            return Optional.of(Set.copyOf(names));
        } catch (MalformedNetlink e) {
            return Optional.empty();
        }
    }

    private static Optional<Parent> parent(Attributes attributes) {
        Optional<String> bus = attributes.text(IFLA_PARENT_DEV_BUS_NAME);
        Optional<String> name = attributes.text(IFLA_PARENT_DEV_NAME);
        return bus.isPresent() && name.isPresent() ? Optional.of(new Parent(bus.get(), name.get())) : Optional.empty();
    }
}
