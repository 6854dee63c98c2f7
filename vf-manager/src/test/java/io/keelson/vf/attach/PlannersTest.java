package io.keelson.vf.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.MoveToNetns;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.UnbindDriver;
import io.keelson.vf.testing.FakeHost;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What each planner makes of a world, and what it refuses. */
class PlannersTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));
    private static final OwnerKey OWNER = key("c1");

    private FakeHost host;

    @BeforeEach
    void makeHost() throws HostException {
        host = FakeHost.twoIgb();
        host.pci().writeNumVfs(PF, 1);
        host.addNamespace(POD);
    }

    @Test
    void attachSetsTheMtuThatIsAskedForElseTheBaselines() throws Refusal {
        assertThat(attach(VfSettings.NONE, Optional.of(new Mtu(1400))).steps())
                .contains(new SetMtu(LinkRef.onHost(VF), new Mtu(1400)));
        assertThat(attach(VfSettings.NONE, Optional.empty()).steps())
                .contains(new SetMtu(LinkRef.onHost(VF), new Mtu(1500)));
    }

    @Test
    void attachRefusesWhatTheDriverDoesNotReport() {
        VfSettings rate = VfSettings.NONE.withMaxRate(new Mbps(100));
        VfSettings untold = new VfSettings(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(false),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        World world = with(held(OwnerPhase.RESERVED), vf -> vf.withSettings(Optional.of(untold)));
        assertThat(refused(new AttachPlanner(attachment(rate, Optional.empty())), world))
                .isEqualTo(Code.VF_ATTRIBUTE_REFUSED);
    }

    @Test
    void attachRefusesAVfWithoutDriverOrNetdev() throws HostException {
        AttachPlanner planner = new AttachPlanner(attachment(VfSettings.NONE, Optional.empty()));
        host.links().change(LinkRef.onHost(VF), new LinkChange.MoveTo(POD, new IfName("net1")));
        assertThat(refused(planner, held(OwnerPhase.RESERVED))).isEqualTo(Code.VF_NETDEV_MISSING);
        host.pci().writeBinding(VF, PciBus.Binding.UNBIND);
        assertThat(refused(planner, held(OwnerPhase.RESERVED))).isEqualTo(Code.VF_WITHOUT_DRIVER);
    }

    @Test
    void attachIsForTheOwnerAlone() {
        Attachment other = new Attachment(VF, key("c2"), VfSettings.NONE, Optional.empty(), List.of(), List.of());
        assertThat(refused(new AttachPlanner(other), held(OwnerPhase.RESERVED))).isEqualTo(Code.DEVICE_HELD);
    }

    @Test
    void releaseOfAnotherOwnerPlansNothing() throws Refusal {
        Plan plan = new ReleasePlanner(VF, key("c2"), true, true).plan(held(OwnerPhase.ATTACHED));
        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void releaseBringsTheNetdevHomeUnderItsOwnName() throws Exception {
        IfName own = host.snapshot().vf(VF).orElseThrow().netdev().orElseThrow().name();
        World before = held(OwnerPhase.ATTACHED);
        host.links().change(LinkRef.onHost(VF), new LinkChange.MoveTo(POD, new IfName("net1")));
        World away = new World(host.snapshot(), before.ledger(), Uses.NONE);
        assertThat(new ReleasePlanner(VF, OWNER, true, false).plan(away).steps())
                .contains(new MoveToNetns(VF, POD, Netns.HOST, own));
    }

    /** Going down, igbvf takes the admin address again: most tenants that had their own need no rebind then. */
    @Test
    void releaseTakesTheLinkDownBeforeItMoves() throws Exception {
        World before = held(OwnerPhase.ATTACHED);
        host.links().change(LinkRef.onHost(VF), new LinkChange.MoveTo(POD, new IfName("net1")));
        World away = new World(host.snapshot(), before.ledger(), Uses.NONE);
        assertThat(new ReleasePlanner(VF, OWNER, true, false).plan(away).steps())
                .startsWith(new SetLinkUp(new LinkRef(POD, VF), false));
    }

    /** A namespace that lost its path but lives on in somebody's descriptor: only a new probe brings the netdev out of it. */
    @Test
    void releaseRebindsWhatIsInANamespaceThatCannotBeEntered() throws Exception {
        World before = held(OwnerPhase.ATTACHED);
        host.links().change(LinkRef.onHost(VF), new LinkChange.MoveTo(POD, new IfName("net1")));
        World away = new World(host.snapshot(), before.ledger(), Uses.NONE);
        assertThat(new ReleasePlanner(VF, OWNER, false, false).plan(away).steps())
                .startsWith(new UnbindDriver(VF))
                .endsWith(new ProbeDriver(VF, Optional.of(new DriverName("igbvf"))));
    }

    @Test
    void releaseWaitsForAnOpenVfioGroup() {
        World vfio = with(held(OwnerPhase.ATTACHED), vf -> bound(vf, DriverName.VFIO_PCI));
        Uses open = new Uses(
                Optional.of(Set.of()),
                Optional.of(
                        Set.of(vfio.facts().vf(VF).orElseThrow().iommuGroup().orElseThrow())));
        ReleasePlanner planner = new ReleasePlanner(VF, OWNER, true, false);
        assertThat(refused(planner, new World(vfio.facts(), vfio.ledger(), open)))
                .isEqualTo(Code.VF_IN_USE);
        Uses unknown = new Uses(Optional.of(Set.of()), Optional.empty());
        assertThat(refused(planner, new World(vfio.facts(), vfio.ledger(), unknown)))
                .as("not listed counts as open")
                .isEqualTo(Code.VF_IN_USE);
    }

    @Test
    void freeingComparesTheOwnerAndWantsTheNetdevBack() throws Exception {
        assertThat(new Freeing(VF, key("c2")).plan(held(OwnerPhase.RELEASING)).isEmpty())
                .isTrue();
        World clean = held(OwnerPhase.RELEASING);
        VfSettings baseline =
                clean.ledger().baseline(VF).orElseThrow().settings().orElse(VfSettings.NONE);
        World away = with(clean, vf -> withoutNetdev(vf).withSettings(Optional.of(baseline)));
        assertThat(refused(new Freeing(VF, OWNER), away)).isEqualTo(Code.NOT_VERIFIED);
    }

    @Test
    void reservingDeclaresTheBaselineWhileTheVfIsFree() throws Refusal {
        World free = new World(host.snapshot(), Ledger.EMPTY, Uses.NONE);
        Plan plan = new Reservation(VF, owner(OwnerPhase.RESERVED)).plan(free);
        assertThat(plan.commit()).hasSize(2);
        assertThat(plan.steps()).isEmpty();
    }

    @Test
    void cleaningGivesADriverBackThatARebindLost() throws Exception {
        World before = held(OwnerPhase.RELEASING);
        host.pci().writeBinding(VF, PciBus.Binding.UNBIND);
        World unbound = new World(host.snapshot(), before.ledger(), Uses.NONE);
        assertThat(new CleanPlanner(VF).plan(unbound).steps()).contains(new ProbeDriver(VF, Optional.empty()));
    }

    @Test
    void cleaningSetsNoAttributeThatIsAsItShouldBe() throws Refusal {
        World clean = held(OwnerPhase.RELEASING);
        VfSettings baseline = clean.ledger().baseline(VF).orElseThrow().settings();
        World done = with(clean, vf -> vf.withSettings(Optional.of(baseline)));
        assertThat(new CleanPlanner(VF).plan(done).steps()).noneMatch(SetVfAttributes.class::isInstance);
    }

    @Test
    void aVfLeftUpIsNotClean() throws Exception {
        host.links().change(LinkRef.onHost(VF), new LinkChange.Up(true));
        World held = held(OwnerPhase.RELEASING);
        Vf vf = held.facts().vf(VF).orElseThrow();
        Baseline asItIs =
                new Baseline(vf.settings().orElseThrow(), Optional.empty(), Optional.empty(), Optional.empty());
        Ledger ledger = new Ledger(held.ledger().owners(), Map.of(VF, asItIs), Map.of());
        World onlyUp = new World(held.facts(), ledger, Uses.NONE);
        assertThat(new CleanPlanner(VF).plan(onlyUp).steps()).containsExactly(new SetLinkUp(LinkRef.onHost(VF), false));
        assertThat(refused(new Freeing(VF, OWNER), onlyUp)).isEqualTo(Code.NOT_VERIFIED);
    }

    @Test
    void cleaningDeclaresTheBaselineOfAVfSeenForTheFirstTime() throws Refusal {
        World first = new World(host.snapshot(), Ledger.EMPTY, Uses.NONE);
        Vf vf = first.facts().vf(VF).orElseThrow();
        Baseline whole = Baselines.of(Ledger.EMPTY, first.facts().pf(PF).orElseThrow(), vf);
        assertThat(whole.name()).isPresent();
        assertThat(new CleanPlanner(VF).plan(first).begin())
                .containsExactly(new LedgerChange.BaselineDeclared(VF, whole));
        World known = new World(first.facts(), new Ledger(Map.of(), Map.of(VF, whole), Map.of()), Uses.NONE);
        assertThat(new CleanPlanner(VF).plan(known).begin())
                .as("once is enough")
                .isEmpty();
    }

    /** Name and MTU of a VF that somebody still owns may be its tenant's. */
    @Test
    void cleaningDoesNotTakeTheTenantsNameForTheBaselines() throws Exception {
        World seen = held(OwnerPhase.RELEASING);
        Baseline whole = seen.ledger().baseline(VF).orElseThrow();
        Baseline nameless = new Baseline(whole.settings(), Optional.empty(), Optional.empty(), Optional.empty());
        host.links().change(LinkRef.onHost(VF), new LinkChange.NameTo(new IfName("net1")));
        Ledger ledger = new Ledger(seen.ledger().owners(), Map.of(VF, nameless), Map.of());
        assertThat(new CleanPlanner(VF)
                        .plan(new World(host.snapshot(), ledger, Uses.NONE))
                        .begin())
                .isEmpty();
    }

    @Test
    void cleaningIsNotForAVfThatAPodHolds() {
        assertThat(refused(new CleanPlanner(VF), held(OwnerPhase.RESERVED))).isEqualTo(Code.VF_IN_USE);
        assertThat(refused(new CleanPlanner(VF), held(OwnerPhase.ATTACHED))).isEqualTo(Code.VF_IN_USE);
    }

    private Plan attach(VfSettings wanted, Optional<Mtu> mtu) throws Refusal {
        return new AttachPlanner(attachment(wanted, mtu)).plan(held(OwnerPhase.RESERVED));
    }

    private static Attachment attachment(VfSettings wanted, Optional<Mtu> mtu) {
        return new Attachment(VF, OWNER, wanted, mtu, List.of(), List.of());
    }

    /** The host as it is, the VF held in this phase, its baseline declared. */
    private World held(OwnerPhase phase) {
        Snapshot facts = host.snapshot();
        Vf vf = facts.vf(VF).orElseThrow();
        Baseline baseline = Baselines.firstSeen(facts.pf(PF).orElseThrow(), vf, Optional.empty(), Optional.empty());
        Ledger ledger = new Ledger(Map.of(vf.id(), owner(phase)), Map.of(VF, baseline), Map.of());
        return new World(facts, ledger, Uses.NONE);
    }

    private static World with(World world, UnaryOperator<Vf> change) {
        Pf pf = world.facts().pf(PF).orElseThrow();
        Pf changed = pf.withVfs(pf.vfs().stream().map(change).toList());
        Snapshot facts = new Snapshot(world.facts().generation(), List.of(changed), List.of());
        return new World(facts, world.ledger(), world.uses());
    }

    private static Vf bound(Vf vf, DriverName driver) {
        return copy(vf, Optional.of(driver));
    }

    private static Vf withoutNetdev(Vf vf) {
        return copy(vf, vf.driver());
    }

    private static Vf copy(Vf vf, Optional<DriverName> driver) {
        return new Vf(
                vf.id(),
                vf.pf(),
                vf.index(),
                vf.vendor(),
                vf.device(),
                driver,
                vf.driverOverride(),
                Optional.empty(),
                vf.iommuGroup(),
                vf.groupSize(),
                vf.numaNode(),
                vf.settings());
    }

    private static Owner owner(OwnerPhase phase) {
        return new Owner(
                OWNER,
                phase,
                new PodRef("ran", "p1", "u1"),
                new NetnsPath("/run/netns/p1"),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }

    private static OwnerKey key(String container) {
        return new OwnerKey(
                new BootId("00000000-0000-4000-8000-000000000001"), new ContainerId(container), new IfName("net1"));
    }

    private static Code refused(Planner planner, World world) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> planner.plan(world));
        assertThat(refusal).as("refused").isNotNull();
        return refusal.problems().get(0).code();
    }
}
