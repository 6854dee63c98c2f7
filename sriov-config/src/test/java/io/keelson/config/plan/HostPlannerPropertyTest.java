package io.keelson.config.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.NativeFile;
import io.keelson.config.testing.PfBuilder;
import io.keelson.config.testing.Simulation;
import io.keelson.config.testing.Worlds;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetNumVfs;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for plans of random worlds and intents, whatever they are. */
class HostPlannerPropertyTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void plansHurtNobody_andComeToAnEnd(long seed) throws Refusal {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            Intent intent = intent(random);
            World world = world(random);
            for (PfWork work : HostPlanner.perPf(intent, world.facts()).work()) {
                check(work.planner(), world, "seed " + seed + " round " + i + "\n" + intent + "\n" + world);
            }
        }
    }

    private static void check(PfPlanner planner, World first, String what) throws Refusal {
        Plan plan;
        try {
            plan = planner.plan(first);
        } catch (Refusal e) {
            assertThat(e.problems()).as(what).isNotEmpty();
            assertThat(planner.disruptions(first)).as(what).isNotEmpty();
            return;
        }
        touchesNoVfInUse(plan, first, what);
        World second = Simulation.run(first, plan, PF);
        World third = Simulation.run(second, planner.plan(second), PF);
        assertThat(planner.plan(second).steps()).as(what).isEmpty();
        assertThat(planner.plan(third).isEmpty()).as(what).isTrue();
        assertThat(planner.postponed(third)).as(what).hasSameSizeAs(planner.postponed(first));
    }

    private static void touchesNoVfInUse(Plan plan, World world, String what) {
        Pf pf = world.facts().pf(PF).orElseThrow();
        Set<String> inUse = pf.vfs().stream()
                .filter(vf -> !world.reasonsInUse(vf).isEmpty())
                .map(Vf::address)
                .map(PciAddress::toString)
                .collect(Collectors.toSet());
        Set<Integer> indexes = pf.vfs().stream()
                .filter(vf -> inUse.contains(vf.address().toString()))
                .map(vf -> vf.index().index())
                .collect(Collectors.toSet());
        for (Step step : plan.steps()) {
            assertThat(inUse).as(what).doesNotContain(step.subject().text());
            if (step instanceof SetVfAttributes s) {
                assertThat(indexes).as(what).doesNotContain(s.vf().index());
            }
            if (step instanceof SetNumVfs) {
                assertThat(inUse).as(what).isEmpty();
            }
        }
    }

    private static World world(Random random) {
        PfBuilder pf = PfBuilder.igb(PF.toString(), "ens1f0").autoprobe(random.nextBoolean());
        if (random.nextInt(4) == 0) {
            pf.down();
        }
        int vfs = random.nextInt(3) == 0 ? 0 : random.nextInt(8);
        for (int i = 0; i < vfs; i++) {
            switch (random.nextInt(5)) {
                case 0 -> pf.vf("vfio-pci", false);
                case 1 -> pf.vf("", false);
                case 2 -> pf.vf("igbvf", random.nextInt(4) > 0);
                default -> pf.vf("igbvf", true);
            }
        }
        World world = Worlds.of(pf);
        List<Vf> list = world.facts().vfs().toList();
        if (!list.isEmpty() && random.nextInt(3) == 0) {
            world = Worlds.held(world, list.get(random.nextInt(list.size())).id(), "pod");
        }
        return world;
    }

    private static Intent intent(Random random) {
        List<String> text = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            text.add("nics:\n  - select: {pfNames: [ens1f0]}");
            if (random.nextInt(4) > 0) {
                text.add("    vfs: " + (random.nextInt(4) == 0 ? "max" : random.nextInt(8)));
            }
            if (random.nextBoolean()) {
                text.add("    mtu: " + (random.nextBoolean() ? 9000 : 1500));
            }
        }
        text.add("pools:");
        int cut = random.nextInt(7);
        for (String range : List.of("0-" + cut, (cut + 1) + "-7")) {
            text.add("  - resource: r" + range.charAt(0) + text.size());
            text.add("    select: {pfNames: [\"ens1f0#" + range + "\"]}");
            text.add("    driver: " + List.of("kernel", "vfio-pci", "as-found").get(random.nextInt(3)));
        }
        return NativeFile.parse("k.yaml", String.join("\n", text) + "\n")
                .intent()
                .orElseThrow();
    }
}
