package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Disruption;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.Step;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of plans: run, made again, refused, and undone where the journal cannot say that they are done. */
class HostWriterTest {
    private static final List<Lane> LANE = List.of(new Lane.OneVf(Bench.PF, Bench.VF0));

    @TempDir
    Path tmp;

    private FakeHost host;

    @BeforeEach
    void makeHost() throws HostException {
        host = Bench.hostWithVfs();
        host.addNamespace(Bench.namespace("p1"));
    }

    /** Evidence is a walk through /proc, and a question to kubelet: an Allocate that writes its grant down waits for neither. */
    @Test
    void whatOnlyWritesDownAsksNobodyWhatIsInUse() throws HostException {
        List<Collection<Lane>> asked = new ArrayList<>();
        UseEvidence evidence = lanes -> {
            asked.add(lanes);
            return Uses.NONE;
        };
        List<Uses> seen = new ArrayList<>();
        Planner planner = world -> {
            seen.add(world.uses());
            return new Plan(world.facts().generation(), "note", List.of(), List.of(), List.of(), List.of());
        };
        try (Workbench bench = new Workbench(host, tmp, evidence)) {
            assertThat(bench.writer().achieve(planner, List.of(), Deadline.NEVER))
                    .isInstanceOf(Outcome.Applied.class);
            assertThat(asked).isEmpty();
            bench.writer().achieve(planner, LANE, Deadline.NEVER);
        }
        assertThat(asked).containsExactly(LANE);
        assertThat(seen).containsExactly(Uses.UNKNOWN, Uses.NONE);
    }

    @Test
    void anAttachThatCannotBeWrittenDownIsUndone() throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            Snapshot before = host.snapshot();
            host.faults().onWrite(3, bench.bench::loseJournal);
            Outcome outcome = bench.attach("p1", VfSettings.NONE.withTrust(true));
            assertThat(outcome).isInstanceOfSatisfying(Outcome.RolledBack.class, undone -> assertThat(
                            undone.problem().code())
                    .isEqualTo(Code.SHUTTING_DOWN));
            assertThat(host.snapshot().vf(Bench.VF0).orElseThrow().settings())
                    .isEqualTo(before.vf(Bench.VF0).orElseThrow().settings());
            assertThat(host.whereIs(Bench.VF0)).contains(Netns.HOST);
        }
        try (Bench next = new Bench(host, tmp)) {
            assertThat(next.isFree()).as("the reservation is still there").isFalse();
            assertThat(next.recover()).isEmpty();
            assertThat(next.isFree()).isTrue();
            assertThat(next.addressesBack).containsExactly(Bench.key("p1"));
        }
    }

    @Test
    void nothingIsTouchedWhenTheBeginningCannotBeWrittenDown() throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            bench.bench.loseJournal();
            int writes = host.writes().size();
            Outcome outcome = bench.writer.achieve(world -> plan(world, List.of(mtu(1400))), LANE, Deadline.NEVER);
            assertThat(outcome.failure().orElseThrow().code()).isEqualTo(Code.SHUTTING_DOWN);
            assertThat(host.writes()).hasSize(writes);
        }
    }

    @Test
    void aPlanThatHurtsSomebodyIsNotRun() throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            int writes = host.writes().size();
            Outcome outcome = bench.writer.achieve(
                    world -> new Plan(
                            world.facts().generation(),
                            "test",
                            List.of(mtu(1400)),
                            List.of(),
                            List.of(),
                            List.of(new Disruption(Bench.VF0, "pod p1"))),
                    LANE,
                    Deadline.NEVER);
            assertThat(outcome.failure().orElseThrow().line()).contains("VF_IN_USE", "pod p1");
            assertThat(host.writes()).hasSize(writes);
        }
    }

    @Test
    void aPlanIsMadeAgainWhileTheFactsMove_butNotForEver() throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            List<Long> generations = new ArrayList<>();
            Planner moving = world -> {
                generations.add(world.facts().generation());
                host.faults().failAt(1, Errno.EIO);
                return plan(world, List.of(mtu(1400 + generations.size())));
            };
            Outcome outcome = bench.writer.achieve(moving, LANE, Deadline.NEVER);
            assertThat(outcome).isInstanceOf(Outcome.Stale.class);
            assertThat(outcome.failure().orElseThrow().code()).isEqualTo(Code.HOST_CHANGING);
            assertThat(generations).hasSize(3).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aPlanThatFailsOnTheSameFactsIsToldAsItIs() throws HostException {
        try (Bench bench = new Bench(host, tmp)) {
            List<Long> generations = new ArrayList<>();
            Planner same = world -> {
                generations.add(world.facts().generation());
                host.faults().failAt(1, Errno.EIO);
                return plan(world, List.of(mtu(1400)));
            };
            Outcome outcome = bench.writer.achieve(same, LANE, Deadline.NEVER);
            assertThat(outcome).isInstanceOf(Outcome.RolledBack.class);
            assertThat(generations).hasSize(2);
        }
    }

    @Test
    void aLaneThatIsTakenIsToldAsBusy() throws Exception {
        try (Bench bench = new Bench(host, tmp)) {
            List<Outcome> inner = new ArrayList<>();
            Planner outer = world -> {
                Thread other = new Thread(() -> inner.add(bench.writer.achieve(
                        w -> plan(w, List.of(mtu(1400))), LANE, new Deadline(0, () -> 0, () -> false))));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return plan(world, List.of());
            };
            bench.writer.achieve(outer, LANE, Deadline.NEVER);
            assertThat(inner.get(0).failure().orElseThrow().code()).isEqualTo(Code.PF_BUSY);
        }
    }

    private static Step mtu(int mtu) {
        return new SetMtu(LinkRef.onHost(Bench.VF0), new Mtu(mtu));
    }

    private static Plan plan(World world, List<Step> steps) {
        return new Plan(world.facts().generation(), "test", steps, List.of(), List.of(), List.of());
    }
}
