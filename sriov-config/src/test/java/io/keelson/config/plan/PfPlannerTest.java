package io.keelson.config.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.config.parse.NativeFile;
import io.keelson.config.testing.PfBuilder;
import io.keelson.config.testing.Simulation;
import io.keelson.config.testing.Worlds;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What one plan leaves for the next to learn, and what a pool does with a VF that has another driver. */
class PfPlannerTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");

    @Test
    void aVfThatAPlanCreates_getsItsNameInTheBaseline_onceItIsSeen() throws Refusal {
        String text = "nics: [{select: {pfNames: [ens1f0]}, vfs: 1}]";
        World empty = Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0"));
        World created = run(text, empty);
        Baseline first = baseline(created);
        assertThat(first.name()).isEmpty();
        assertThat(first.mtu()).isEmpty();

        Baseline seen = baseline(run(text, created));
        assertThat(seen.name()).contains(new IfName("eth0"));
        assertThat(seen.mtu()).contains(new Mtu(1500));
        assertThat(seen.settings()).isEqualTo(first.settings());
    }

    @Test
    void aBaselineIsNotChanged_byTheNameAVfHasLater() throws Refusal {
        String text = "nics: [{select: {rootDevices: ['0000:01:00.0']}, vfs: 1}]";
        World known = run(text, Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vfs(1)));
        assertThat(baseline(known).name()).contains(new IfName("ens1f0v0"));
        World renamed = Worlds.of(
                known.ledger(),
                known.uses(),
                PfBuilder.igb(PF.toString(), "other").vfs(1));
        assertThat(plan(text, renamed).commit()).isEmpty();
    }

    /** The PF's own MAC may differ by now, as in a bond; the address derived from it once stays. */
    @Test
    void whatIsDeclaredStays_forAVfThatIsThere_andForOneThatComesBack() throws Refusal {
        Baseline declared = new Baseline(
                VfSettings.NONE.withMac(MacAddress.of("02:00:00:00:00:77")),
                Optional.of(new IfName("fast0")),
                Optional.of(new Mtu(9000)),
                Optional.empty());
        Ledger ledger = new Ledger(Map.of(), Map.of(VF0, declared), Map.of());
        String text = "nics: [{select: {pfNames: [ens1f0]}, vfs: 1}]";

        Plan there = plan(
                text,
                Worlds.of(
                        ledger,
                        Uses.NONE,
                        PfBuilder.igb(PF.toString(), "ens1f0").vfs(1)));
        assertThat(there.steps()).containsOnlyOnce(new SetVfAttributes(PF, new VfIndex(0), declared.settings(), false));
        assertThat(there.commit()).isEmpty();

        Plan back = plan(text, Worlds.of(ledger, Uses.NONE, PfBuilder.igb(PF.toString(), "ens1f0")));
        assertThat(back.steps()).containsOnlyOnce(new SetVfAttributes(PF, new VfIndex(0), declared.settings(), false));
    }

    @Test
    void aPoolThatTakesVfsAsFound_leavesUnboundWhatNicsDoNotCreate() throws Refusal {
        World unbound = Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vf("", false));
        assertThat(steps(pool("as-found"), unbound)).noneMatch(s -> s.contains("probe"));
        assertThat(steps("nics: [{select: {pfNames: [ens1f0]}, vfs: 1}]\n" + pool("as-found"), unbound))
                .contains(VF0 + ": probe driver");
    }

    /** A driver_override that somebody set keeps it for user space: there will be no netdev to give an MTU. */
    @Test
    void aVfKeptForUserSpace_getsNoMtu() throws Refusal {
        String text = "nics: [{select: {pfNames: [ens1f0]}, vfs: 1, mtu: 9000}]\n" + pool("as-found");
        World kept =
                Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vf("", false).overridden("vfio-pci"));
        assertThat(steps(text, kept)).contains(VF0 + ": probe driver").noneMatch(s -> s.startsWith(VF0 + ": mtu"));
        World free = Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vf("", false));
        assertThat(steps(text, free)).anyMatch(s -> s.startsWith(VF0 + ": mtu"));
    }

    /** Nobody can say then whether VFs would be removed: not that there are none, nor that none are offered. */
    @Test
    void countsThatCannotBeRead_areRefused_whereNicsWantACount() throws Refusal {
        String text = "nics: [{select: {pfNames: [ens1f0]}, vfs: %s, mtu: 9000}]";
        PfBuilder now = PfBuilder.igb(PF.toString(), "ens1f0").countUnknown();
        PfBuilder total = PfBuilder.igb(PF.toString(), "ens1f0").vfs(1).totalUnknown();
        assertUnknown("sriov_numvfs", text.formatted("0"), now);
        assertUnknown("sriov_numvfs", text.formatted("2"), now);
        assertUnknown("sriov_totalvfs", text.formatted("1"), total);
        assertUnknown("sriov_totalvfs", text.formatted("max"), total);
    }

    @Test
    void countsThatCannotBeRead_hinderNoPool_yetCountAsVfsInUse() throws Refusal {
        PfBuilder pf =
                PfBuilder.igb(PF.toString(), "ens1f0").vfs(1).countUnknown().totalUnknown();
        assertThat(steps(pool("vfio-pci"), Worlds.of(pf))).contains(VF0 + ": probe vfio-pci");
        String mtu = "nics: [{select: {pfNames: [ens1f0]}, mtu: 9000}]";
        assertThat(steps(mtu, Worlds.of(pf))).noneMatch(s -> s.contains("mtu"));
    }

    private static void assertUnknown(String file, String text, PfBuilder pf) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> plan(text, Worlds.of(pf)));
        assertThat(refusal).as("refused").isNotNull();
        assertThat(refusal.problems()).singleElement().satisfies(p -> {
            assertThat(p.code()).isEqualTo(Code.SYSFS_UNREADABLE);
            assertThat(p.detail()).startsWith(file + " could not be read");
        });
    }

    @Test
    void aKernelPool_takesAVfBackFromUserSpace_andClearsWhatKeptItThere() throws Refusal {
        World vfio = run(
                pool("vfio-pci"),
                Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vfs(1)));
        assertThat(steps(pool("kernel"), vfio))
                .containsExactly(
                        "0000:01:10.0: unbind driver",
                        "0000:01:10.0: driver_override = none",
                        "0000:01:10.0: probe driver");
        assertThat(vfio.facts().vfs().findFirst().orElseThrow().driver().orElseThrow())
                .hasToString("vfio-pci");
    }

    @Test
    void aPoolThatTakesVfsAsFound_leavesTheirDriver() throws Refusal {
        World vfio = run(
                pool("vfio-pci"),
                Worlds.of(PfBuilder.igb(PF.toString(), "ens1f0").vfs(1)));
        assertThat(steps(pool("as-found"), vfio)).isEmpty();
    }

    private static String pool(String driver) {
        return "pools: [{resource: a, select: {pfNames: [ens1f0]}, driver: " + driver + "}]";
    }

    private static Baseline baseline(World world) {
        return world.ledger()
                .baselines()
                .getOrDefault(VF0, new Baseline(VfSettings.NONE, Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static World run(String text, World world) throws Refusal {
        return Simulation.run(world, plan(text, world), PF);
    }

    private static List<String> steps(String text, World world) throws Refusal {
        return plan(text, world).steps().stream().map(PfPlannerTest::told).toList();
    }

    private static String told(Step step) {
        return step.subject() + ": " + step.describe();
    }

    private static Plan plan(String text, World world) throws Refusal {
        var intent = NativeFile.parse("k.yaml", text).intent().orElseThrow();
        return HostPlanner.perPf(intent, world.facts()).work().get(0).planner().plan(world);
    }
}
