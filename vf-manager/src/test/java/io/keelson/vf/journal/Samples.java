package io.keelson.vf.journal;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfLinkState;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetNumVfs;
import io.keelson.vf.step.Step;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Values the tests speak of. */
final class Samples {
    static final BootId BOOT = new BootId("00000000-0000-4000-8000-000000000001");
    static final BootId NEXT_BOOT = new BootId("00000000-0000-4000-8000-000000000002");
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final String AGENT = "0.1.0";
    static final PciAddress PF = PciAddress.of("0000:01:00.0");
    static final Subject SUBJECT = Subject.of(PF);

    private Samples() {}

    static VfId vf(int index) {
        return new VfId(new PciAddress(0, 1 + index / 256, index / 8 % 32, index % 8), 4711L + index);
    }

    static Owner owner(String container, OwnerPhase phase) {
        return owner(container, phase, Optional.empty());
    }

    static Owner owner(String container, OwnerPhase phase, Optional<String> ipamConfig) {
        return new Owner(
                new OwnerKey(BOOT, new ContainerId(container), new IfName("net1")),
                phase,
                new PodRef("ran", "du-" + container, "uid-" + container),
                new NetnsPath("/run/netns/cni-" + container),
                OptionalLong.of(17),
                Optional.of("keelson.io/fast"),
                ipamConfig.map(c -> new IpamCall("host-local", c, "IgnoreUnknown=1", "/opt/cni/bin")),
                NOW);
    }

    static LedgerChange set(int vf, String container, OwnerPhase phase) {
        return new LedgerChange.OwnerSet(vf(vf), owner(container, phase));
    }

    static LedgerChange freed(int vf, String container) {
        return new LedgerChange.OwnerFreed(
                vf(vf), owner(container, OwnerPhase.ATTACHED).key());
    }

    static LedgerChange baseline(int vf) {
        return new LedgerChange.BaselineDeclared(vf(vf).address(), baselineOf(vf));
    }

    static Baseline baselineOf(int vf) {
        VfSettings settings = VfSettings.NONE
                .withMac(new MacAddress(0x02_00_00_00_00_00L + vf))
                .withVlan(new VfVlan(new VlanId(vf % 4095), new VlanQos(vf % 8), VlanProto.DOT1AD))
                .withSpoofchk(true)
                .withTrust(false)
                .withMinRate(new Mbps(0))
                .withMaxRate(new Mbps(100))
                .withLinkState(VfLinkState.AUTO);
        return new Baseline(
                settings,
                Optional.of(new IfName("eth" + vf)),
                Optional.of(new Mtu(9000)),
                Optional.of(new DriverName("igbvf")));
    }

    static Grant grant(int vf) {
        return new Grant(vf(vf).address(), "keelson.io/fast", NOW);
    }

    static LedgerChange granted(int vf) {
        return new LedgerChange.Granted(grant(vf));
    }

    static LedgerChange grantEnded(int vf) {
        return new LedgerChange.GrantEnded(vf(vf).address(), NOW);
    }

    static Plan plan(String purpose, List<LedgerChange> begin, List<LedgerChange> commit) {
        List<Step> steps = List.of(new SetNumVfs(PF, 4), new SetMtu(LinkRef.onHost(PF), new Mtu(9000)));
        return new Plan(7, purpose, steps, begin, commit, List.of());
    }

    static Plan changes(String purpose, LedgerChange... changes) {
        return new Plan(7, purpose, List.of(), List.of(), List.of(changes), List.of());
    }
}
