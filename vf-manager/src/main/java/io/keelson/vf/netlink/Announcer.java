package io.keelson.vf.netlink;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netns.Namespaces;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collection;

/**
 * Tells the neighbours on the wire who has an address now: gratuitous ARP for IPv4, an unsolicited neighbour advertisement
 * for IPv6. Both leave by a packet socket that names the interface, so that no route can lead them elsewhere. The interface
 * has to be up, and an IPv6 address proven to be unique.
 */
public final class Announcer {
    private static final int ETH_P_ARP = 0x0806;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int SOCKADDR_LL = 20;
    private static final MacAddress BROADCAST = MacAddress.of("ff:ff:ff:ff:ff:ff");
    private static final MacAddress ALL_NODES = MacAddress.of("33:33:00:00:00:01");

    private final Libc libc;
    private final Namespaces namespaces;

    public Announcer(Libc libc, Namespaces namespaces) {
        this.libc = libc;
        this.namespaces = namespaces;
    }

    /**
     * Announces each address once, as being at this hardware address. Fails with {@code KERNEL_REFUSED} and the errno
     * ({@code ENETDOWN} while the interface is down), or {@code NETNS_GONE}.
     */
    public void announce(Netns netns, int ifindex, MacAddress mac, Collection<InetAddress> addresses)
            throws HostException {
        Subject subject = new Subject("interface " + ifindex + " in " + netns);
        if (mac.isZero() || mac.isMulticast()) {
            throw new HostException(Problem.of(
                    Code.KERNEL_REFUSED,
                    subject,
                    "cannot announce the hardware address " + mac,
                    "give it a unicast one"));
        }
        try (Fd socket = namespaces.socket(netns, Libc.AF_PACKET, Libc.SOCK_DGRAM, 0)) {
            for (InetAddress address : addresses) {
                byte[] octets = address.getAddress();
                boolean v4 = octets.length == 4;
                byte[] packet = v4 ? Announcement.arp(mac, octets) : Announcement.neighbour(mac, octets);
                ByteBuffer bytes = ByteBuffer.allocateDirect(packet.length);
                libc.send(
                        socket,
                        bytes.put(packet).flip(),
                        v4 ? target(ETH_P_ARP, ifindex, BROADCAST) : target(ETH_P_IPV6, ifindex, ALL_NODES));
            }
        } catch (LibcException e) {
            throw NetlinkProblems.unreachable("announce " + mac, subject, e);
        }
    }

    /** {@code struct sockaddr_ll}: who is meant on the link, and by which interface. Source: man 7 packet. */
    private static byte[] target(int protocol, int ifindex, MacAddress to) {
        ByteBuffer address = ByteBuffer.allocate(SOCKADDR_LL).order(ByteOrder.nativeOrder());
        address.putShort((short) Libc.AF_PACKET);
        address.order(ByteOrder.BIG_ENDIAN).putShort((short) protocol).order(ByteOrder.nativeOrder());
        address.putInt(ifindex).putShort((short) 0).put((byte) 0).put((byte) 6).put(to.octets());
        return address.array();
    }
}
