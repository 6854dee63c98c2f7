package io.keelson.vf.netlink;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code IFLA_VFINFO_LIST > IFLA_VF_INFO > IFLA_VF_*}, both ways. Source: {@code linux/if_link.h}, {@code struct ifla_vf_*}. */
final class VfCodec {
    static final int IFLA_VFINFO_LIST = 22;

    private static final int IFLA_VF_INFO = 1;
    private static final int MAC = 1;
    private static final int VLAN = 2;
    private static final int TX_RATE = 3;
    private static final int SPOOFCHK = 4;
    private static final int LINK_STATE = 5;
    private static final int RATE = 6;
    private static final int TRUST = 9;
    private static final int VLAN_LIST = 12;
    private static final int VLAN_INFO = 1;
    private static final int MAC_ROOM = 32;
    private static final int MAX_VFS = 65_535;
    private static final long NOT_REPORTED = 0xffff_ffffL;
    private static final List<VfLinkState> LINK_STATES =
            List.of(VfLinkState.AUTO, VfLinkState.ENABLE, VfLinkState.DISABLE);

    private VfCodec() {}

    /** A value that means nothing we could express or set. */
    private static final class OutOfRange extends Exception {
        private static final long serialVersionUID = 1L;

        OutOfRange(String what) {
            super(what);
        }
    }

    /** The settings of every VF in a reply to {@link LinkCodec#withVfs}. */
    static VfReport parse(NetlinkMessage message, Subject pf) throws MalformedNetlink {
        Attributes link = Attributes.parseUntilTorn(message.tail(LinkCodec.IFINFOMSG));
        int expected = count(link.u32(LinkCodec.IFLA_NUM_VF).orElse(0));
        Map<VfIndex, VfSettings> settings = new HashMap<>();
        List<Problem> problems = new ArrayList<>();
        Optional<ByteBuffer> list = link.value(IFLA_VFINFO_LIST);
        if (list.isPresent()) {
            Attributes entries = Attributes.parseUntilTorn(list.get());
            for (ByteBuffer entry : entries.all(IFLA_VF_INFO)) {
                read(Attributes.parse(entry), pf, settings, problems);
            }
            boolean cut = link.isTorn() || entries.isTorn();
            if (cut && settings.size() + problems.size() >= expected) {
                throw new MalformedNetlink("the list of VFs is torn");
            }
        }
        return new VfReport(list.isPresent() || link.isTorn(), expected, settings, problems);
    }

    /** The kernel's count of VFs, bounded. */
    static int count(long number) throws MalformedNetlink {
        if (number > MAX_VFS) {
            throw new MalformedNetlink("a PF with " + number + " VFs");
        }
        return (int) number;
    }

    /** Writes the present attributes of one VF; a minimum rate needs the maximum beside it, as the kernel sets both. */
    static NetlinkRequest write(NetlinkRequest request, VfIndex vf, VfSettings changes) {
        request.nest(IFLA_VFINFO_LIST).nest(IFLA_VF_INFO);
        int n = vf.index();
        changes.mac().ifPresent(mac -> request.nest(MAC)
                .u32(n)
                .octets(mac.octets())
                .zeros(MAC_ROOM - mac.octets().length)
                .end());
        changes.vlan().ifPresent(vlan -> vlan(request, n, vlan));
        writeRates(request, n, changes);
        changes.spoofchk().ifPresent(on -> pair(request, SPOOFCHK, n, on ? 1 : 0));
        changes.linkState().ifPresent(state -> pair(request, LINK_STATE, n, LINK_STATES.indexOf(state)));
        changes.trust().ifPresent(on -> pair(request, TRUST, n, on ? 1 : 0));
        return request.end().end();
    }

    private static void writeRates(NetlinkRequest request, int n, VfSettings changes) {
        if (changes.minRate().isPresent()) {
            int max = changes.maxRate()
                    .orElseThrow(() -> new IllegalArgumentException("a minimum rate without the maximum"))
                    .value();
            request.nest(RATE)
                    .u32(n)
                    .u32(changes.minRate().get().value())
                    .u32(max)
                    .end();
        } else {
            changes.maxRate().ifPresent(max -> pair(request, TX_RATE, n, max.value()));
        }
    }

    private static void vlan(NetlinkRequest request, int n, VfVlan vlan) {
        int id = vlan.id().id();
        int qos = vlan.qos().priority();
        if (vlan.proto() == VlanProto.DOT1Q) {
            request.nest(VLAN).u32(n).u32(id).u32(qos).end();
            return;
        }
        int type = vlan.proto().etherType();
        request.nest(VLAN_LIST)
                .nest(VLAN_INFO)
                .u32(n)
                .u32(id)
                .u32(qos)
                .u8(type >> 8)
                .u8(type)
                .u16(0)
                .end()
                .end();
    }

    private static void pair(NetlinkRequest request, int type, int n, int value) {
        request.nest(type).u32(n).u32(value).end();
    }

    private static void read(Attributes vf, Subject pf, Map<VfIndex, VfSettings> settings, List<Problem> problems)
            throws MalformedNetlink {
        Optional<ByteBuffer> mac = vf.value(MAC, 4 + MAC_ROOM);
        if (mac.isEmpty()) {
            throw new MalformedNetlink("a VF without index");
        }
        int n = mac.get().getInt(0);
        if (n < 0 || n >= MAX_VFS) {
            throw new MalformedNetlink("a VF of index " + n);
        }
        try {
            settings.put(new VfIndex(n), settings(vf, mac.get()));
        } catch (OutOfRange e) {
            problems.add(Problem.of(
                    Code.NETLINK_MALFORMED,
                    new Subject(pf + " vf " + n),
                    "the PF reports " + e.getMessage(),
                    "set it to a value in range with 'ip link set " + pf + " vf " + n + "'"));
        }
    }

    private static VfSettings settings(Attributes vf, ByteBuffer mac) throws MalformedNetlink, OutOfRange {
        byte[] octets = new byte[6];
        mac.get(4, octets);
        Optional<ByteBuffer> rates = vf.value(RATE, 12);
        Optional<Long> state = second(vf, LINK_STATE);
        return new VfSettings(
                Optional.of(MacAddress.ofOctets(octets)),
                vlan(vf),
                onOff(second(vf, SPOOFCHK), "spoofchk"),
                onOff(second(vf, TRUST), "trust"),
                rates.isPresent() ? Optional.of(rate(rates.get().getInt(4))) : Optional.empty(),
                rates.isPresent() ? Optional.of(rate(rates.get().getInt(8))) : Optional.empty(),
                state.isPresent() ? Optional.of(linkState(state.get())) : Optional.empty());
    }

    private static Optional<VfVlan> vlan(Attributes vf) throws MalformedNetlink, OutOfRange {
        Optional<ByteBuffer> listed = vf.nested(VLAN_LIST).value(VLAN_INFO, 14);
        if (listed.isPresent()) {
            int type = Short.toUnsignedInt(
                    listed.get().duplicate().order(ByteOrder.BIG_ENDIAN).getShort(12));
            return Optional.of(vlan(listed.get(), type));
        }
        Optional<ByteBuffer> plain = vf.value(VLAN, 12);
        return plain.isPresent() ? Optional.of(vlan(plain.get(), 0)) : Optional.empty();
    }

    private static VfVlan vlan(ByteBuffer value, int etherType) throws OutOfRange {
        String id = Integer.toUnsignedString(value.getInt(4));
        String qos = Integer.toUnsignedString(value.getInt(8));
        return new VfVlan(
                VlanId.parse(id).orElseThrow(() -> new OutOfRange("VLAN " + id)),
                VlanQos.parse(qos).orElseThrow(() -> new OutOfRange("VLAN priority " + qos)),
                VlanProto.ofEtherType(etherType)
                        .orElseThrow(() -> new OutOfRange("VLAN protocol 0x" + Integer.toHexString(etherType))));
    }

    private static Optional<Long> second(Attributes vf, int type) throws MalformedNetlink {
        return vf.value(type, 8).map(v -> Integer.toUnsignedLong(v.getInt(4)));
    }

    private static Optional<Boolean> onOff(Optional<Long> value, String what) throws OutOfRange {
        if (value.isEmpty() || value.get() == NOT_REPORTED) {
            return Optional.empty();
        }
        if (value.get() > 1) {
            throw new OutOfRange(what + " " + value.get());
        }
        return Optional.of(value.get() == 1);
    }

    private static Mbps rate(int value) throws OutOfRange {
        if (value < 0) {
            throw new OutOfRange("a rate of " + Integer.toUnsignedString(value) + " Mbit/s");
        }
        return new Mbps(value);
    }

    private static VfLinkState linkState(long number) throws OutOfRange {
        if (number >= LINK_STATES.size()) {
            throw new OutOfRange("link state " + number);
        }
        return LINK_STATES.get((int) number);
    }
}
