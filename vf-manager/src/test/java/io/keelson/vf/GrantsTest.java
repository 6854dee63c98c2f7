package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.vf.attach.GrantPlanner;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.World;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A grant that is the owner, as a vfio VF without CNI has it: clean before a container starts, clean before it ends. */
class GrantsTest {
    private static final PciAddress VF = Bench.VF0;
    private static final Instant LATER = Instant.parse("2026-01-01T00:10:00Z");

    @TempDir
    Path state;

    private FakeHost host = FakeHost.twoIgb();

    @BeforeEach
    void oneVfIsForUserspace() throws Exception {
        host = Bench.hostWithVfs();
        host.pci().writeDriverOverride(VF, Optional.of(DriverName.VFIO_PCI));
        host.pci().writeBinding(VF, PciBus.Binding.UNBIND);
        host.pci().writeBinding(VF, PciBus.Binding.PROBE);
    }

    @Test
    void endIsWrittenOnceNothingIsLeftToClean() throws Exception {
        try (Bench agent = new Bench(host, state)) {
            Grant grant = granted(agent);
            releases(agent).clean(vf(), soon());
            leaveDirt();

            assertThat(releases(agent).endGrant(grant, false, soon()).failure()).isEmpty();

            assertThat(agent.writer.ledger().grants()).isEmpty();
            assertThat(vf().settings().orElseThrow().trust()).contains(false);
        }
    }

    @Test
    void strongEndRebinds() throws Exception {
        try (Bench agent = new Bench(host, state)) {
            Grant grant = granted(agent);
            List<String> before = host.writes();

            assertThat(releases(agent).endGrant(grant, true, soon()).failure()).isEmpty();

            assertThat(agent.writer.ledger().grants()).isEmpty();
            assertThat(host.writes().subList(before.size(), host.writes().size()))
                    .anyMatch(w -> w.contains("UNBIND") || w.contains("unbind"));
        }
    }

    @Test
    void laterGrantOutlivesTheEndOfTheOneBefore() throws Exception {
        try (Bench agent = new Bench(host, state)) {
            Grant first = granted(agent);
            Grant second = new Grant(first.device(), first.resource(), LATER);
            record(agent, second);
            leaveDirt();

            assertThat(releases(agent).endGrant(first, false, soon()).failure()).isEmpty();

            assertThat(agent.writer.ledger().grants()).containsEntry(VF, second);
            assertThat(vf().settings().orElseThrow().trust()).contains(true);
        }
    }

    @Test
    void beforeAStartTheVfIsCleanedAndStaysGranted() throws Exception {
        try (Bench agent = new Bench(host, state)) {
            Grant grant = granted(agent);
            leaveDirt();

            assertThat(releases(agent).cleanGranted(vf(), grant, false, soon()).failure())
                    .isEmpty();

            assertThat(agent.writer.ledger().grants()).containsEntry(VF, grant);
            assertThat(vf().settings().orElseThrow().trust()).contains(false);
        }
    }

    @Test
    void openGroupIsLeftAlone() throws Exception {
        Grant grant = new Grant(vf().address(), "keelson.io/dpdk", LATER);
        Uses open = new Uses(
                Optional.of(Set.of()), Optional.of(Set.of(vf().iommuGroup().orElseThrow())));

        assertThatThrownBy(() -> plan(grant, open)).isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.problems())
                .extracting(Problem::code)
                .containsExactly(Code.VF_IN_USE));
    }

    @Test
    void endOfAGrantWhoseVfIsGoneIsWritten() throws Exception {
        Grant grant = new Grant(vf().address(), "keelson.io/dpdk", LATER);
        host.pci().writeNumVfs(Bench.PF, 0);

        Plan plan = plan(grant, Uses.NONE);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.commit()).containsExactly(new LedgerChange.GrantEnded(VF, LATER));
    }

    private Plan plan(Grant grant, Uses uses) throws Refusal {
        World world = new World(host.snapshot(), new Ledger(Map.of(), Map.of(), Map.of(VF, grant)), uses);
        return new GrantPlanner(grant, true, false).plan(world);
    }

    private Grant granted(Bench agent) {
        Grant grant = new Grant(vf().address(), "keelson.io/dpdk", Instant.parse("2026-01-01T00:00:00Z"));
        record(agent, grant);
        return grant;
    }

    private static void record(Bench agent, Grant grant) {
        Plan granting = new Plan(1, "grant", List.of(), List.of(), List.of(new LedgerChange.Granted(grant)), List.of());
        assertThat(agent.writer.achieve(world -> granting, List.of(), soon()).failure())
                .isEmpty();
    }

    private static Releases releases(Bench agent) {
        return new Releases(agent.writer);
    }

    private void leaveDirt() throws Exception {
        VfSettings trusted = VfSettings.NONE.withTrust(true);
        host.vfTable().set(Bench.PF, new VfIndex(0), trusted);
    }

    private Vf vf() {
        Snapshot seen = host.snapshot();
        return seen.vf(VF).orElseThrow();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMinutes(1));
    }
}
