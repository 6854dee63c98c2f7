package io.keelson.vf.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.RenameLink;
import io.keelson.vf.step.Step;
import io.keelson.vf.testing.FakeHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Names at home: found before the first tenant, given back, and never waited for in a circle. */
class HomeNameTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    private static final PciAddress VF1 = PciAddress.of("0000:01:10.2");
    private static final OwnerKey KEY =
            new OwnerKey(new BootId("00000000-0000-4000-8000-000000000001"), new ContainerId("c1"), new IfName("net1"));

    private final FakeHost host = FakeHost.twoIgb();
    private Map<VfId, Owner> owners = Map.of();
    private Map<PciAddress, Baseline> baselines = Map.of();

    HomeNameTest() throws HostException {
        host.pci().writeNumVfs(PF, 2);
    }

    @Test
    void aReservationCompletesABaselineThatWasDeclaredWithoutANetdev() throws Refusal {
        Vf vf = vf(VF0);
        Netdev netdev = vf.netdev().orElseThrow();
        baselines = Map.of(VF0, nameless(vf));
        Baseline whole = declared(
                new Reservation(VF0, owner(OwnerPhase.RESERVED)).plan(world()).commit());
        assertThat(whole.name()).contains(netdev.name());
        assertThat(whole.mtu()).isEqualTo(netdev.mtu());
        assertThat(declared(new CleanPlanner(VF0).plan(world()).begin())).isEqualTo(whole);

        baselines = Map.of(VF0, whole);
        assertThat(new Reservation(VF0, owner(OwnerPhase.RESERVED))
                        .plan(world())
                        .commit())
                .as("a whole one is not written again")
                .hasSize(1);
    }

    @Test
    void twoThatGotEachOthersNameBothComeHome() throws Refusal, HostException {
        IfName first = name(VF0);
        IfName second = name(VF1);
        baselines = Map.of(VF0, named(VF0, first), VF1, named(VF1, second));
        rename(VF0, new IfName("swap"));
        rename(VF1, first);
        rename(VF0, second);

        assertThat(clean(VF0)).containsExactly(new RenameLink(LinkRef.onHost(VF0), HomeName.waiting(VF0)));
        rename(VF0, HomeName.waiting(VF0));
        assertThat(clean(VF0)).as("waits").isEmpty();
        owners = Map.of(vf(VF0).id(), owner(OwnerPhase.RELEASING));
        assertThatThrownBy(() -> new Freeing(VF0, KEY).plan(world())).isInstanceOfSatisfying(Refusal.class, e -> {
            assertThat(e.problems().get(0).code()).isEqualTo(Code.NOT_VERIFIED);
            assertThat(e.problems().get(0).detail()).contains("kl000001100");
        });
        assertThat(clean(VF1)).containsExactly(new RenameLink(LinkRef.onHost(VF1), second));
        rename(VF1, second);
        assertThat(clean(VF0)).containsExactly(new RenameLink(LinkRef.onHost(VF0), first));
        rename(VF0, first);
        assertThat(new Freeing(VF0, KEY).plan(world()).commit()).hasSize(1);
    }

    @Test
    void onlyAReservedVfIsAttachedAndOnlyAFreeOneReserved() {
        for (OwnerPhase phase : OwnerPhase.values()) {
            owners = Map.of(vf(VF0).id(), owner(phase));
            assertThatThrownBy(() -> new Reservation(VF0, owner(OwnerPhase.RESERVED)).plan(world()))
                    .as("%s", phase)
                    .isInstanceOf(Refusal.class);
            Attachment request = new Attachment(VF0, KEY, VfSettings.NONE, Optional.empty(), List.of(), List.of());
            if (phase != OwnerPhase.RESERVED) {
                assertThatThrownBy(() -> new AttachPlanner(request).plan(world()))
                        .as("%s", phase)
                        .isInstanceOf(Refusal.class);
            }
        }
    }

    private List<Step> clean(PciAddress vf) throws Refusal {
        return new CleanPlanner(vf).plan(world()).steps();
    }

    private void rename(PciAddress vf, IfName name) throws HostException {
        host.links().change(LinkRef.onHost(vf), new LinkChange.NameTo(name));
    }

    private IfName name(PciAddress vf) {
        return vf(vf).netdev().orElseThrow().name();
    }

    private Vf vf(PciAddress address) {
        return host.snapshot().vf(address).orElseThrow();
    }

    private Baseline nameless(Vf vf) {
        return new Baseline(Baselines.settings(pf(), vf.index()), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Clean but for the name: settings and address are what they are now. */
    private Baseline named(PciAddress vf, IfName name) {
        return new Baseline(vf(vf).settings().orElseThrow(), Optional.of(name), Optional.empty(), Optional.empty());
    }

    private Pf pf() {
        return host.snapshot().pf(PF).orElseThrow();
    }

    private World world() {
        return new World(host.snapshot(), new Ledger(owners, baselines, Map.of()), Uses.NONE);
    }

    private static Baseline declared(List<LedgerChange> changes) {
        return changes.stream()
                .filter(LedgerChange.BaselineDeclared.class::isInstance)
                .map(c -> ((LedgerChange.BaselineDeclared) c).baseline())
                .findFirst()
                .orElseThrow();
    }

    private static Owner owner(OwnerPhase phase) {
        return new Owner(
                KEY,
                phase,
                new PodRef("default", "p1", "uid"),
                new NetnsPath("/run/netns/p1"),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }
}
