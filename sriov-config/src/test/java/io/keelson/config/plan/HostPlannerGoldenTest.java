package io.keelson.config.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.testing.Golden;
import io.keelson.config.testing.PfBuilder;
import io.keelson.config.testing.Worlds;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Plans as text: {@code in-*.yaml} against a world, {@code out-*.txt} as expected. */
class HostPlannerGoldenTest {
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");

    @Test
    void create_isInOrder_upMtuAutoprobeCountThenEachVf() {
        golden(
                "nics",
                "create",
                Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0").down()));
    }

    @Test
    void existingFreeVfs_areMadeAsDeclared() {
        golden(
                "nics",
                "existing",
                Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0")
                        .autoprobe(false)
                        .vfs(2)
                        .vf("vfio-pci", false)));
    }

    @Test
    void anotherCount_goesByWayOfZero_whenNobodyUsesAVf() {
        golden(
                "nics",
                "recount",
                Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0").vfs(2)));
    }

    @Test
    void anotherCount_isRefused_whileAVfIsInUse() {
        World world = Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0").vfs(2));
        golden("nics", "recount-in-use", Worlds.held(world, vf(world, 1).id(), "upf-0"));
    }

    @Test
    void anotherCount_isRefused_whileAVfCannotBeRead() {
        golden(
                "nics",
                "recount-unreadable",
                Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0").vfs(1).unreadableVf()));
    }

    @Test
    void vfsInUse_areLeftAlone_andTheirChangesPutOff() {
        World world = Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0")
                .autoprobe(false)
                .vfs(1)
                .vf("igbvf", false)
                .vf("igbvf", true));
        golden("nics", "in-use", Worlds.held(world, vf(world, 2).id(), "dpdk-0"));
    }

    @Test
    void kubeletUnknown_countsAsInUse() {
        World world = Worlds.of(
                Ledger.EMPTY,
                new Uses(Optional.empty(), Optional.of(Set.of())),
                PfBuilder.igb("0000:01:00.0", "ens1f0").vfs(3));
        golden("nics", "kubelet-unknown", world);
    }

    @Test
    void boundToNothing_isRepairedThoughGranted() {
        Ledger granted = new Ledger(Map.of(), Map.of(), Map.of(VF0, grant()));
        golden(
                "nics",
                "granted-unbound",
                Worlds.of(
                        granted,
                        Uses.NONE,
                        PfBuilder.igb("0000:01:00.0", "ens1f0")
                                .autoprobe(false)
                                .vf("", false)
                                .vf("", false)
                                .vf("", false)));
    }

    @Test
    void aPfThatAPodHas_isLeftAlone() {
        PciAddress pf = PciAddress.of("0000:01:00.0");
        Grant grant = new Grant(pf, "intel.com/pf", Instant.EPOCH);
        golden(
                "nics",
                "pf-in-pod",
                Worlds.of(
                        new Ledger(Map.of(), Map.of(), Map.of(pf, grant)),
                        Uses.NONE,
                        PfBuilder.igb("0000:01:00.0", "ens1f0")));
    }

    @Test
    void impossible_isRefusedByName() {
        golden(
                "impossible",
                "impossible",
                Worlds.of(
                        PfBuilder.igb("0000:01:00.0", "ens1f0"),
                        PfBuilder.igb("0000:02:00.0", "ens2f0").total(0),
                        PfBuilder.igb("0000:03:00.0", "ens3f0").withoutNetdev(),
                        PfBuilder.igb("0000:04:00.0", "ens4f0").eswitch(EswitchMode.SWITCHDEV),
                        PfBuilder.igb("0000:05:00.0", "ens5f0")));
    }

    @Test
    void withoutLayout_theVfsAreLeftToALaterPlan() {
        golden(
                "nics",
                "no-layout",
                Worlds.of(PfBuilder.igb("0000:01:00.0", "ens1f0").withoutLayout()));
    }

    @Test
    void poolsAlone_setUpTheVfsTheyHave() {
        golden(
                "pools",
                "pools",
                Worlds.of(
                        PfBuilder.igb("0000:01:00.0", "ens1f0").vfs(3),
                        PfBuilder.igb("0000:02:00.0", "ens2f0").vfs(2)));
    }

    private static Grant grant() {
        return new Grant(VF0, "keelson.io/fast", Instant.EPOCH);
    }

    private static Vf vf(World world, int index) {
        return world.facts().pfs().get(0).vfs().get(index);
    }

    private static void golden(String in, String out, World world) {
        var parsed = NativeFile.parse("k.yaml", Golden.text(HostPlannerGoldenTest.class, "in-" + in + ".yaml"));
        assertThat(parsed.errors()).isEmpty();
        String told = String.join("\n", told(parsed.intent().orElseThrow(), world));
        Golden.assertLines(HostPlannerGoldenTest.class, "out-" + out + ".txt", told);
    }

    private static List<String> told(Intent intent, World world) {
        List<String> lines = new ArrayList<>();
        HostPlanner host = HostPlanner.perPf(intent, world.facts());
        host.problems().forEach(p -> lines.add("problem " + p.line()));
        for (PfWork work : host.work()) {
            lines.add(work.pf() + ":");
            try {
                tell(work.planner().plan(world), lines);
            } catch (Refusal e) {
                e.problems().forEach(p -> lines.add("  refused " + p.line()));
            }
            try {
                work.planner().disruptions(world).forEach(d -> lines.add("  hurts " + d));
                work.planner().postponed(world).forEach(p -> lines.add("  later " + p.line()));
            } catch (Refusal e) {
                throw new AssertionError(e);
            }
        }
        return lines;
    }

    private static void tell(Plan plan, List<String> lines) {
        tell("found", plan.begin(), lines);
        assertThat(plan.hurts()).isEmpty();
        plan.steps().forEach(s -> lines.add("  " + s.subject() + ": " + s.describe()));
        tell("baseline", plan.commit(), lines);
    }

    private static void tell(String when, List<LedgerChange> changes, List<String> lines) {
        for (LedgerChange change : changes) {
            LedgerChange.BaselineDeclared d = (LedgerChange.BaselineDeclared) change;
            lines.add("  " + when + " " + d.vf()
                    + d.baseline().name().map(n -> " name " + n).orElse("")
                    + d.baseline().mtu().map(m -> " mtu " + m).orElse("")
                    + d.baseline().driver().map(n -> " driver " + n).orElse("") + " "
                    + d.baseline().settings());
        }
    }
}
