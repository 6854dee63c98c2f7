package io.keelson.vf.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.testing.NetlinkBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VfCodecTest {
    private static final Subject PF = new Subject("0000:01:00.0");
    private static final VfVlan SERVICE_TAG = new VfVlan(new VlanId(100), new VlanQos(3), VlanProto.DOT1AD);

    @Test
    void readsEachVfByTheIndexThatComesWithIt() throws MalformedNetlink {
        VfReport report = VfCodec.parse(message(NetlinkBytes.recorded("pf-three-vfs")), PF);

        assertThat(report.expected()).isEqualTo(3);
        assertThat(report.isTruncated()).isFalse();
        VfSettings first = vf(report, 0);
        VfSettings second = vf(report, 2);
        VfSettings third = vf(report, 1);
        assertThat(first)
                .isEqualTo(VfSettings.NONE
                        .withMac(MacAddress.of("02:00:00:00:00:00"))
                        .withVlan(VfVlan.NONE)
                        .withSpoofchk(true)
                        .withTrust(false)
                        .withMinRate(new Mbps(0))
                        .withMaxRate(new Mbps(0))
                        .withLinkState(VfLinkState.AUTO));
        assertThat(second.toString())
                .isEqualTo("mac 02:00:00:00:00:02 vlan 100 qos 3 proto 802.1ad spoofchk off trust on"
                        + " min_tx_rate 10 max_tx_rate 1000 state enable");
        assertThat(third.mac()).contains(MacAddress.of("02:00:00:00:00:01"));
        assertThat(third.linkState()).contains(VfLinkState.DISABLE);
    }

    @Test
    void takesMinusOneAsNotReported() throws MalformedNetlink {
        VfReport report = VfCodec.parse(message(NetlinkBytes.recorded("pf-three-vfs")), PF);

        assertThat(vf(report, 1).spoofchk()).isEmpty();
        assertThat(vf(report, 1).trust()).isEmpty();
    }

    @Test
    void readsThePfBesideItsVfs() throws MalformedNetlink {
        Link pf = LinkCodec.parse(message(NetlinkBytes.recorded("pf-three-vfs")));

        assertThat(pf.rawName()).isEqualTo("ens1f0");
        assertThat(pf.numVfs()).hasValue(3);
        assertThat(pf.parent()).contains(new Link.Parent("pci", "0000:01:00.0"));
    }

    @Test
    void noticesThatTheListIsShorterThanTheCount() throws MalformedNetlink {
        byte[] bytes = NetlinkBytes.recorded("pf-three-vfs");
        replaceNumVf(bytes, 256);

        VfReport report = VfCodec.parse(message(bytes), PF);

        assertThat(report.isTruncated()).isTrue();
        assertThat(report.settings()).hasSize(3);
    }

    @Test
    void survivesAListWhoseLengthWrappedAround() throws MalformedNetlink {
        byte[] bytes = NetlinkBytes.recorded("pf-three-vfs");
        replaceNumVf(bytes, 400);
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int list = find(bytes, 22);
        int first = Short.toUnsignedInt(view.getShort(list + 4));
        view.putShort(list, (short) (4 + first + 40));

        VfReport report = VfCodec.parse(message(bytes), PF);
        Link pf = LinkCodec.parse(message(bytes));

        assertThat(report.isTruncated()).isTrue();
        assertThat(report.settings()).containsOnlyKeys(new VfIndex(0));
        assertThat(pf.rawName()).isEqualTo("ens1f0");
        assertThat(pf.mac()).isEmpty();
    }

    @Test
    void readsAllThatFitsOfWhatTheKernelWrites() throws MalformedNetlink {
        VfReport report = VfCodec.parse(message(NetlinkBytes.manyVfs("netdevsim-two-vfs", 256)), PF);

        assertThat(report.isTruncated()).isFalse();
        assertThat(report.settings()).hasSize(256);
        assertThat(vf(report, 255).mac()).contains(MacAddress.of("02:00:00:00:00:01"));
    }

    @Test
    void noticesWhatTheKernelCutsWithoutAWord() throws MalformedNetlink {
        VfReport many = VfCodec.parse(message(NetlinkBytes.manyVfs("netdevsim-two-vfs", 1024)), PF);
        VfReport statistics =
                VfCodec.parse(message(NetlinkBytes.manyVfs("netdevsim-two-vfs-with-statistics", 256)), PF);

        assertThat(many.isTruncated()).isTrue();
        assertThat(many.settings()).hasSize(20); // as many as iproute2 shows of the same
        assertThat(statistics.isTruncated()).isTrue();
        assertThat(statistics.settings()).hasSize(34);
    }

    @Test
    void namesAVfWhoseSettingsAreBeyondRange() throws MalformedNetlink {
        byte[] bytes = NetlinkBytes.recorded("pf-three-vfs");
        int info = indexOf(
                bytes, NetlinkBytes.start().u16(20).u16(1).u32(2).u32(100).bytes());
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(info + 8, 4095);

        VfReport report = VfCodec.parse(message(bytes), PF);

        assertThat(report.settings()).containsOnlyKeys(new VfIndex(0), new VfIndex(1));
        assertThat(report.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(Code.NETLINK_MALFORMED);
            assertThat(p.subject().text()).isEqualTo("0000:01:00.0 vf 2");
            assertThat(p.detail()).contains("VLAN 4095");
        });
        assertThat(report.isTruncated()).isFalse();
    }

    @Test
    void writesEveryAttributeAsTheCompilerLaysItOut() {
        VfSettings all = VfSettings.NONE
                .withMac(MacAddress.of("02:00:00:00:00:09"))
                .withVlan(SERVICE_TAG)
                .withMinRate(new Mbps(10))
                .withMaxRate(new Mbps(1000))
                .withSpoofchk(true)
                .withLinkState(VfLinkState.DISABLE)
                .withTrust(false);

        assertThat(written(2, all)).isEqualTo(NetlinkBytes.recorded("setlink-vf"));
    }

    @Test
    void writesOnlyWhatIsPresentAndAPlainVlanForDot1q() {
        VfSettings some = VfSettings.NONE
                .withVlan(new VfVlan(new VlanId(100), new VlanQos(0), VlanProto.DOT1Q))
                .withMaxRate(new Mbps(200));

        assertThat(written(0, some)).isEqualTo(NetlinkBytes.recorded("setlink-vf-plain"));
    }

    @Test
    void meetsAnyBytesWithAReportOrOneCleanError() {
        byte[] good = NetlinkBytes.recorded("pf-three-vfs");
        Random random = new Random(20261122);
        int malformed = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length + 1) : good.length);
            for (int k = random.nextInt(6); k > 0 && bytes.length > 0; k--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                VfReport report = VfCodec.parse(message(bytes), PF);
                LinkCodec.parse(message(bytes));
                assertThat(report.settings().size()).isLessThanOrEqualTo(4);
            } catch (MalformedNetlink e) {
                malformed++;
            }
        }
        assertThat(malformed).isBetween(1, 49_999);
    }

    private static VfSettings vf(VfReport report, int index) {
        return Optional.ofNullable(report.settings().get(new VfIndex(index))).orElseThrow();
    }

    private static byte[] written(int vf, VfSettings settings) {
        ByteBuffer message = VfCodec.write(LinkCodec.set("set", 5, 0, 0), new VfIndex(vf), settings)
                .message(1, 2);
        byte[] payload = new byte[message.remaining() - 16];
        message.get(16, payload);
        return payload;
    }

    private static void replaceNumVf(byte[] bytes, int count) {
        int at = indexOf(bytes, NetlinkBytes.start().u16(8).u16(21).u32(3).bytes());
        ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putInt(at + 4, count);
    }

    /** Where the first top-level attribute of this type begins. */
    private static int find(byte[] bytes, int type) {
        ByteBuffer view = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        int at = 16;
        while (view.getShort(at + 2) != type) {
            at += (Short.toUnsignedInt(view.getShort(at)) + 3) & ~3;
        }
        return at;
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; i + part.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalStateException("not in the recorded bytes");
    }

    static NetlinkMessage message(byte[] payload) {
        return new NetlinkMessage(16, 0, 1, 2, ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()));
    }
}
