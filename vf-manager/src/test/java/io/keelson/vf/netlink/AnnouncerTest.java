package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.libc.LibcException;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.testing.TestNetns;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("netns")
class AnnouncerTest {
    private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");
    private static final int ETH_P_ALL = 3;

    private final Libc libc = JnrLibc.load();
    private final Namespaces namespaces = new Namespaces(libc);
    private final Announcer announcer = new Announcer(libc, namespaces);
    private TestNetns pod;
    private TestNetns peer;
    private int ifindex;

    @BeforeEach
    void setUp() {
        pod = TestNetns.create();
        peer = TestNetns.create();
        pod.ip("link add net1 address " + MAC + " type veth peer name p1 netns " + peer.name());
        String line = pod.ip("-o link show net1");
        ifindex = (int) KernelText.decimal(line.substring(0, line.indexOf(':'))).orElseThrow();
    }

    @AfterEach
    void tearDown() {
        pod.close();
        peer.close();
    }

    @Test
    void theNeighbourSeesAGratuitousArp() throws Exception {
        up();
        try (Fd sniffer = sniffer()) {
            announcer.announce(pod.netns(), ifindex, MAC, List.of(address("10.56.0.2")));

            assertThat(HexFormat.of().formatHex(frame(sniffer, 0x0806)))
                    .isEqualTo("ffffffffffff020000000007" + "0806" + "00010800060400010200000000070a380002"
                            + "ffffffffffff0a380002");
        }
    }

    @Test
    void theNeighbourLearnsFromIt() throws Exception {
        peer.exec("sh", "-c", "echo 1 >/proc/sys/net/ipv4/conf/p1/arp_accept");
        peer.ip("addr add 10.56.0.1/24 dev p1");
        up();
        announcer.announce(pod.netns(), ifindex, MAC, List.of(address("10.56.0.2")));

        assertThat(peer.ip("neigh show dev p1")).contains("10.56.0.2 lladdr " + MAC);
    }

    @Test
    void theNeighbourSeesAnUnsolicitedAdvertisementAndBelievesIt() throws Exception {
        peer.ip("addr add fd00:56::1/64 dev p1 nodad");
        up();
        peer.ip("neigh add fd00:56::2 lladdr 02:00:00:00:00:99 dev p1 nud stale");
        try (Fd sniffer = sniffer()) {
            announcer.announce(pod.netns(), ifindex, MAC, List.of(address("fd00:56::2")));

            byte[] frame = advertisement(sniffer);
            assertThat(HexFormat.of().formatHex(frame, 0, 14)).isEqualTo("333300000001" + "020000000007" + "86dd");
            assertThat(frame[21] & 0xff).as("hop limit").isEqualTo(255);
            assertThat(HexFormat.of().formatHex(frame, 58, 62)).as("override").isEqualTo("20000000");
            assertThat(HexFormat.of().formatHex(frame, 78, 86)).as("option").isEqualTo("0201020000000007");
        }
        assertThat(peer.ip("-6 neigh show fd00:56::2 dev p1")).contains("lladdr " + MAC);
    }

    @Test
    void aLinkThatIsDownIsTold() {
        HostException e = refusal(() -> announcer.announce(pod.netns(), ifindex, MAC, List.of(address("10.56.0.2"))));

        assertThat(e.problem().errno()).contains(new Errno(100));
        assertThat(e.problem().subject().text()).contains(pod.path().text());
    }

    @Test
    void announcesNoAddressThatNamesNoInterface() {
        for (String mac : new String[] {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"}) {
            assertThat(refusal(() -> announcer.announce(
                                    pod.netns(), ifindex, MacAddress.of(mac), List.of(address("10.56.0.2"))))
                            .problem()
                            .detail())
                    .contains(mac);
        }
    }

    private void up() {
        peer.ip("link set p1 up");
        pod.ip("link set net1 up");
    }

    private Fd sniffer() throws HostException, LibcException {
        Fd fd = namespaces.socket(peer.netns(), Libc.AF_PACKET, Libc.SOCK_RAW, 0);
        libc.setOption(
                fd,
                Libc.SOL_SOCKET,
                Libc.SO_RCVTIMEO,
                ByteBuffer.allocate(16)
                        .order(ByteOrder.nativeOrder())
                        .putLong(0, 20)
                        .array());
        libc.bind(
                fd,
                ByteBuffer.allocate(20)
                        .order(ByteOrder.nativeOrder())
                        .putShort((short) Libc.AF_PACKET)
                        .put((byte) 0)
                        .put((byte) ETH_P_ALL)
                        .array());
        return fd;
    }

    private byte[] advertisement(Fd sniffer) throws LibcException {
        byte[] frame;
        do {
            frame = frame(sniffer, 0x86dd);
        } while (frame.length < 86 || (frame[54] & 0xff) != 136);
        return frame;
    }

    private byte[] frame(Fd sniffer, int etherType) throws LibcException {
        Deadline deadline = Deadline.after(Duration.ofSeconds(20));
        ByteBuffer room = ByteBuffer.allocateDirect(2048);
        while (!deadline.passed()) {
            int length = libc.receive(sniffer, room, 2048, 0).length();
            if (Short.toUnsignedInt(room.getShort(12)) == etherType) {
                byte[] frame = new byte[length];
                room.get(0, frame);
                return frame;
            }
        }
        throw new AssertionError("no frame of type " + etherType);
    }

    private static InetAddress address(String text) {
        return IfAddress.literal(text).orElseThrow();
    }

    private static HostException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return Optional.ofNullable(catchThrowableOfType(HostException.class, call))
                .orElseThrow();
    }
}
