package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.attach.Baselines;
import io.keelson.vf.attach.CleanPlanner;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VfVlan;
import io.keelson.vf.model.VlanId;
import io.keelson.vf.model.VlanProto;
import io.keelson.vf.model.VlanQos;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Plan;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** VFs of a PF whose driver has no settings of VFs at all: virtio. */
class WithoutSettingsTest {
    private static final MacAddress OWN = MacAddress.of("52:54:00:aa:cc:00");
    private static final MacAddress TENANTS = MacAddress.of("02:00:00:00:00:77");
    private static final List<Lane> LANE = List.of(new Lane.OneVf(Bench.PF, Bench.VF0));

    @TempDir
    Path tmp;

    private FakeHost host;

    @BeforeEach
    void makeHost() throws HostException {
        host = FakeHost.twoIgb().withoutVfSettings();
        host.pci().writeNumVfs(Bench.PF, 2);
        host.faults().reset();
        host.addNamespace(Bench.namespace("p1"));
    }

    @Test
    void aVfComesAndGoesWithoutAnySetting() throws HostException {
        int writes = host.writes().size();
        try (Bench bench = new Bench(host, tmp)) {
            assertThat(bench.attach("p1", VfSettings.NONE)).isInstanceOf(Outcome.Applied.class);
            assertThat(host.whereIs(Bench.VF0)).contains(Bench.namespace("p1"));
            assertThat(bench.detach("p1")).isEmpty();
            assertThat(bench.isFree()).isTrue();
        }
        assertThat(host.whereIs(Bench.VF0)).contains(Netns.HOST);
        assertThat(host.writes().subList(writes, host.writes().size()))
                .noneMatch(w -> w.startsWith("vf ") || w.startsWith("UNBIND") || w.startsWith("PROBE"));
    }

    @Test
    void aSettingThatAPodAsksForIsRefusedWithTheKernelsErrno() throws HostException {
        VfVlan vlan = new VfVlan(new VlanId(100), VlanQos.parse("0").orElseThrow(), VlanProto.DOT1Q);
        try (Bench bench = new Bench(host, tmp)) {
            int writes = host.writes().size();
            Problem problem =
                    bench.attach("p1", VfSettings.NONE.withVlan(vlan)).failure().orElseThrow();
            assertThat(problem.code()).isEqualTo(Code.VF_ATTRIBUTE_REFUSED);
            assertThat(problem.errno()).contains(Errno.EOPNOTSUPP);
            assertThat(problem.line())
                    .contains("0000:01:10.0: the PF's driver has no settings of VFs: vlan 100 (EOPNOTSUPP)");
            assertThat(host.writes()).hasSize(writes);
            assertThat(bench.detach("p1")).isEmpty();
            assertThat(bench.isFree()).isTrue();
        }
    }

    /** A new probe is not known to give it back where no PF holds it. */
    @Test
    void theAddressOfATenantDoesNotReachTheNext() throws HostException {
        int writes = host.writes().size();
        try (Bench bench = new Bench(host, tmp)) {
            bench.attach("p1", VfSettings.NONE);
            host.tenantSetsAddress(Bench.VF0, TENANTS);
            assertThat(bench.detach("p1")).isEmpty();
            assertThat(bench.isFree()).isTrue();
        }
        assertThat(address()).contains(OWN);
        assertThat(host.writes().subList(writes, host.writes().size())).noneMatch(w -> w.startsWith("UNBIND"));
    }

    @Test
    void theBaselineIsItsOwnAddressAndNothingElse() throws HostException {
        assertThat(declared(Optional.empty()).settings()).isEqualTo(VfSettings.NONE.withMac(OWN));
        Vf vf = host.snapshot().vf(Bench.VF0).orElseThrow();
        assertThat(Baselines.of(Ledger.EMPTY, host.snapshot().pf(Bench.PF).orElseThrow(), vf)
                        .settings())
                .isEqualTo(VfSettings.NONE.withMac(OWN));
    }

    /** As when VFs are created: what their PF has to tell is not known before there is one. */
    @Test
    void whatWasDeclaredBeforeThatWasKnownGivesWay() throws HostException {
        Vf vf = host.snapshot().vf(Bench.VF0).orElseThrow();
        VfSettings derived = Baselines.settings(host.snapshot().pf(Bench.PF).orElseThrow(), vf.index());
        Baseline early = new Baseline(derived, Optional.empty(), Optional.empty(), Optional.empty());
        assertThat(declared(Optional.of(early)).settings()).isEqualTo(VfSettings.NONE.withMac(OWN));
        assertThat(address()).contains(OWN);
    }

    @Test
    void anAddressOnceDeclaredStays() throws HostException {
        Baseline own = new Baseline(VfSettings.NONE.withMac(OWN), Optional.empty(), Optional.empty(), Optional.empty());
        host.tenantSetsAddress(Bench.VF0, TENANTS);
        assertThat(declared(Optional.of(own)).settings()).isEqualTo(VfSettings.NONE.withMac(OWN));
        assertThat(address()).contains(OWN);
    }

    private Baseline declared(Optional<Baseline> before) throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            before.ifPresent(b -> bench.writer.achieve(
                    world -> new Plan(
                            world.facts().generation(),
                            "test",
                            List.of(),
                            List.of(new LedgerChange.BaselineDeclared(Bench.VF0, b)),
                            List.of(),
                            List.of()),
                    LANE,
                    Deadline.NEVER));
            bench.writer.achieve(new CleanPlanner(Bench.VF0), LANE, Deadline.NEVER);
            return bench.writer.world().ledger().baseline(Bench.VF0).orElseThrow();
        }
    }

    private Optional<MacAddress> address() {
        return host.snapshot().vf(Bench.VF0).flatMap(Vf::netdev).flatMap(Netdev::mac);
    }
}
