package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.testing.FakeNetlink;
import io.keelson.vf.testing.NetlinkBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replies of Linux 6.18, recorded in a namespace whose netdev {@code vf0} has index 3. */
class RecordedRepliesTest {
    private static final Subject SUBJECT = new Subject("vf0");

    @Test
    void aNetdev() throws Exception {
        Link link = LinkCodec.parse(messages("getlink-veth").get(0));

        assertThat(link.ifindex()).isEqualTo(3);
        assertThat(link.name()).isEqualTo(new IfName("vf0"));
        assertThat(link.mac()).contains(MacAddress.of("02:00:00:01:10:00"));
        assertThat(link.mtu()).contains(new Mtu(9000));
        assertThat(link.isUp()).isTrue();
        assertThat(link.netdev().carrier()).contains(true);
        assertThat(link.parent()).isEmpty();
        assertThat(link.numVfs()).isEmpty();
    }

    @Test
    void addressesOfOneNetdevOnly() throws HostException {
        List<AddressState> addresses = over("getaddr-dump", netlink -> netlink.addresses(3, SUBJECT));

        assertThat(addresses)
                .extracting(a -> a.address().toString())
                .containsExactlyInAnyOrder("10.56.0.2/24", "fd00:56:0:0:0:0:0:2/64", "fe80:0:0:0:0:ff:fe01:1000/64");
        assertThat(addresses)
                .filteredOn(a -> !a.address().isV6())
                .extracting(AddressState::detection)
                .containsExactly(AddressState.Detection.VALID);
        assertThat(addresses)
                .filteredOn(a -> a.address().isV6())
                .extracting(AddressState::detection)
                .containsOnly(AddressState.Detection.TENTATIVE);
        List<AddressState> others = over("getaddr-dump", netlink -> netlink.addresses(4, SUBJECT));
        assertThat(others).isEmpty();
    }

    @Test
    void routesOfBothFamilies() throws HostException {
        FakeNetlink kernel = new FakeNetlink(r ->
                List.of(answering(NetlinkBytes.recorded(r.payload().get(0) == 2 ? "getroute-v4" : "getroute-v6"), r)));

        Set<Route> routes = kernel.in(Netns.HOST, netlink -> netlink.routes(3, SUBJECT));

        assertThat(routes)
                .extracting(Object::toString)
                .containsExactlyInAnyOrder(
                        "0.0.0.0/0",
                        "10.56.0.0/24",
                        "10.88.0.0/16 via 10.56.0.1",
                        "10.99.0.0/16 via 10.56.0.1",
                        "fd00:56:0:0:0:0:0:0/64",
                        "fd00:99:0:0:0:0:0:0/64 via fd00:56:0:0:0:0:0:1",
                        "fe80:0:0:0:0:0:0:0/64");
    }

    @Test
    void anIpv6AddressMappedFromIpv4IsMalformedNotMistaken() {
        byte[] mapped = IfAddress.literal("::1").orElseThrow().getAddress();
        mapped[10] = -1;
        mapped[11] = -1;

        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> AddressCodec.inetAddress(10, mapped)))
                .isInstanceOf(MalformedNetlink.class);
    }

    @Test
    void spoiltBytesGiveACleanErrorOrAnAnswer() {
        Random random = new Random(20261122);
        int malformed = 0;
        for (String name : List.of("getlink-veth", "getaddr-dump", "getroute-v4", "getroute-v6", "error-bad-gateway")) {
            byte[] good = NetlinkBytes.recorded(name);
            for (int i = 0; i < 10_000; i++) {
                byte[] bytes =
                        Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 1) : good.length);
                for (int k = 1 + random.nextInt(5); k > 0 && bytes.length > 0; k--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                malformed += spoilt(bytes);
            }
        }
        assertThat(malformed).isGreaterThan(1000);
    }

    private static int spoilt(byte[] bytes) {
        int malformed = 0;
        try {
            for (NetlinkMessage message : NetlinkMessage.parse(wrap(bytes))) {
                try {
                    LinkCodec.parse(message);
                    AddressCodec.parse(message, 3);
                    RouteCodec.parse(message, 3);
                    NetlinkError.parse(message);
                } catch (MalformedNetlink e) {
                    malformed++;
                }
            }
        } catch (MalformedNetlink e) {
            malformed++;
        }
        return malformed;
    }

    private static <T> T over(String recorded, RouteSockets.Talk<T> talk) throws HostException {
        return new FakeNetlink(r -> List.of(answering(NetlinkBytes.recorded(recorded), r))).in(Netns.HOST, talk);
    }

    /** The recorded messages with the sequence number of the request that they answer now. */
    private static byte[] answering(byte[] recorded, FakeNetlink.Request request) {
        ByteBuffer bytes = wrap(recorded);
        for (int at = 0; at < recorded.length; at += (bytes.getInt(at) + 3) & ~3) {
            bytes.putInt(at + 8, request.sequence()).putInt(at + 12, request.port());
        }
        return recorded;
    }

    private static List<NetlinkMessage> messages(String recorded) throws MalformedNetlink {
        return NetlinkMessage.parse(wrap(NetlinkBytes.recorded(recorded)));
    }

    private static ByteBuffer wrap(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }
}
