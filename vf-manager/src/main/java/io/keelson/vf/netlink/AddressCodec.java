package io.keelson.vf.netlink;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.netlink.AddressState.Detection;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** RTM_*ADDR messages. Source: man 7 rtnetlink, {@code linux/if_addr.h}. */
final class AddressCodec {
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int IFADDRMSG = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_FLAGS = 8;
    private static final int TENTATIVE = 0x40;
    private static final int DAD_FAILED = 0x08;
    private static final int OPTIMISTIC = 0x04;
    private static final int MAX_PREFIX_WITH_BROADCAST = 30;

    private AddressCodec() {}

    static NetlinkRequest list(int ifindex) {
        return NetlinkRequest.dump("list addresses", RTM_GETADDR)
                .u8(0)
                .u8(0)
                .u8(0)
                .u8(0)
                .u32(ifindex);
    }

    static NetlinkRequest add(int ifindex, IfAddress address) {
        byte[] octets = address.address().getAddress();
        NetlinkRequest request = NetlinkRequest.order(
                        "add address " + address, RTM_NEWADDR, NetlinkRequest.NLM_F_CREATE | NetlinkRequest.NLM_F_EXCL)
                .u8(family(octets))
                .u8(address.prefix())
                .u8(0)
                .u8(0)
                .u32(ifindex)
                .attribute(IFA_LOCAL, octets)
                .attribute(IFA_ADDRESS, octets);
        return !address.isV6() && address.prefix() <= MAX_PREFIX_WITH_BROADCAST
                ? request.attribute(IFA_BROADCAST, broadcast(octets, address.prefix()))
                : request;
    }

    /** The address a message tells of; empty for another family, or another netdev than the one asked for. */
    static Optional<AddressState> parse(NetlinkMessage message, int ifindex) throws MalformedNetlink {
        Attributes attributes = message.attributesAfter(IFADDRMSG);
        ByteBuffer head = message.payload();
        int family = head.get(0);
        if (message.type() != RTM_NEWADDR
                || head.getInt(4) != ifindex
                || (family != Libc.AF_INET && family != Libc.AF_INET6)) {
            return Optional.empty();
        }
        Optional<byte[]> octets = attributes.octets(IFA_LOCAL).or(() -> attributes.octets(IFA_ADDRESS));
        if (octets.isEmpty()) {
            throw new MalformedNetlink("an address message without address");
        }
        int flags = (int) attributes.u32(IFA_FLAGS).orElse(Byte.toUnsignedInt(head.get(2)));
        return Optional.of(
                new AddressState(ifAddress(family, octets.get(), Byte.toUnsignedInt(head.get(1))), detection(flags)));
    }

    static int family(byte[] octets) {
        return octets.length == 4 ? Libc.AF_INET : Libc.AF_INET6;
    }

    /** An address of this family with its prefix length, both checked. */
    static IfAddress ifAddress(int family, byte[] octets, int prefix) throws MalformedNetlink {
        InetAddress address = inetAddress(family, octets);
        if (prefix > octets.length * 8) {
            throw new MalformedNetlink("a prefix of " + prefix + " bits");
        }
        return new IfAddress(address, prefix);
    }

    static InetAddress inetAddress(int family, byte[] octets) throws MalformedNetlink {
        if (octets.length != (family == Libc.AF_INET ? 4 : 16)) {
            throw new MalformedNetlink("an address of " + octets.length + " bytes in family " + family);
        }
        try {
            InetAddress address = InetAddress.getByAddress(octets);
            if (address.getAddress().length != octets.length) {
                throw new MalformedNetlink("an IPv4 address mapped into IPv6");
            }
            return address;
        } catch (UnknownHostException e) {
            throw new MalformedNetlink("an address of " + octets.length + " bytes");
        }
    }

    private static Detection detection(int flags) {
        if ((flags & DAD_FAILED) != 0) {
            return Detection.DUPLICATE;
        }
        return (flags & TENTATIVE) != 0 && (flags & OPTIMISTIC) == 0 ? Detection.TENTATIVE : Detection.VALID;
    }

    private static byte[] broadcast(byte[] octets, int prefix) {
        byte[] all = octets.clone();
        for (int bit = prefix; bit < all.length * 8; bit++) {
            all[bit / 8] |= (byte) (0x80 >> bit % 8);
        }
        return all;
    }
}
