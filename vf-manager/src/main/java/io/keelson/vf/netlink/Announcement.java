package io.keelson.vf.netlink;

import io.keelson.vf.model.MacAddress;
import java.nio.ByteBuffer;

/** The bytes of announcements, without link header, in network byte order. */
final class Announcement {
    private static final int ETHERNET = 1;
    private static final int IPV4 = 0x0800;
    private static final int REQUEST = 1;
    private static final byte[] ANYBODY = {-1, -1, -1, -1, -1, -1};

    private static final int IPV6_HEADER = 40;
    private static final int ADVERTISEMENT = 32;
    private static final int ICMPV6 = 58;
    private static final int HOP_LIMIT = 255;
    private static final int TYPE = 136;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int TARGET_LINK_ADDRESS = 2;
    private static final byte[] ALL_NODES = {(byte) 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private Announcement() {}

    /** Gratuitous ARP in its request form: sender and target are the address itself. Source: RFC 826, RFC 5227. */
    static byte[] arp(MacAddress mac, byte[] address) {
        return ByteBuffer.allocate(28)
                .putShort((short) ETHERNET)
                .putShort((short) IPV4)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) REQUEST)
                .put(mac.octets())
                .put(address)
                .put(ANYBODY)
                .put(address)
                .array();
    }

    /** An unsolicited neighbour advertisement to all nodes, from the address itself. Source: RFC 4861, sections 4.4 and 7.2.6. */
    static byte[] neighbour(MacAddress mac, byte[] address) {
        ByteBuffer packet = ByteBuffer.allocate(IPV6_HEADER + ADVERTISEMENT)
                .putInt(6 << 28)
                .putShort((short) ADVERTISEMENT)
                .put((byte) ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(address)
                .put(ALL_NODES)
                .put((byte) TYPE)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(address)
                .put((byte) TARGET_LINK_ADDRESS)
                .put((byte) 1)
                .put(mac.octets());
        return packet.putShort(IPV6_HEADER + 2, (short) checksum(packet)).array();
    }

    /** Over both addresses, the length, the protocol and the message. Source: RFC 4443 section 2.3, RFC 8200 section 8.1. */
    private static int checksum(ByteBuffer packet) {
        int sum = ADVERTISEMENT + ICMPV6;
        for (int i = 8; i < packet.capacity(); i += Short.BYTES) {
            sum += Short.toUnsignedInt(packet.getShort(i));
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return ~sum & 0xffff;
    }
}
