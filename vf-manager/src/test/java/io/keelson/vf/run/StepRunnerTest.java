package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.SetAutoprobe;
import io.keelson.vf.step.SetDriverOverride;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetNumVfs;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import io.keelson.vf.step.UnbindDriver;
import io.keelson.vf.testing.FakeHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepRunnerTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");

    private static List<Step> configure() {
        return List.of(
                new SetLinkUp(LinkRef.onHost(PF), true),
                new SetAutoprobe(PF, false),
                new SetNumVfs(PF, 2),
                attributes(VfSettings.NONE.withMac(MacAddress.of("02:00:00:00:00:01"))),
                new SetDriverOverride(VF0, Optional.of(DriverName.VFIO_PCI)),
                new ProbeDriver(VF0, Optional.of(DriverName.VFIO_PCI)));
    }

    private static SetVfAttributes attributes(VfSettings settings) {
        return new SetVfAttributes(PF, new VfIndex(0), settings, true);
    }

    @Test
    void runsAllAndVerifies() {
        FakeHost host = FakeHost.twoIgb();
        assertThat(run(host, configure())).isEqualTo(new StepRunner.Done());
        assertThat(host.snapshot().vf(VF0).orElseThrow().driver()).contains(DriverName.VFIO_PCI);
    }

    @Test
    void aFailureAtAnyWriteLeavesTheHostAsItWas() {
        int writes = countWrites();
        assertThat(writes).isEqualTo(6);
        for (int n = 1; n <= writes; n++) {
            FakeHost host = FakeHost.twoIgb();
            Snapshot before = host.snapshot();
            host.faults().failAt(n, Errno.EIO);
            assertThat(run(host, configure())).as("write %d", n).isInstanceOf(StepRunner.Undone.class);
            assertThat(host.snapshot().pfs()).as("after failure at write %d", n).isEqualTo(before.pfs());
        }
    }

    @Test
    void whatCannotBeUndoneIsNamed() {
        FakeHost host = FakeHost.twoIgb();
        List<Step> steps = List.of(new SetAutoprobe(PF, false), new SetNumVfs(PF, 9));
        host.faults().failAt(2, Errno.EIO);
        StepRunner.Result result = run(host, steps);
        assertThat(result).isInstanceOfSatisfying(StepRunner.Stuck.class, stuck -> {
            assertThat(stuck.problem().code()).isEqualTo(Code.NUMVFS_ABOVE_TOTAL);
            assertThat(stuck.left()).containsExactly(new SetAutoprobe(PF, true));
        });
    }

    @Test
    void attributesAppliedInPartAreUndoneFieldByField() {
        FakeHost host = FakeHost.twoIgb();
        run(host, List.of(new SetLinkUp(LinkRef.onHost(PF), true), new SetNumVfs(PF, 1)));
        VfSettings before = host.snapshot().vf(VF0).orElseThrow().settings().orElseThrow();
        VfSettings wanted =
                VfSettings.NONE.withMac(MacAddress.of("02:00:00:00:00:99")).withMinRate(new Mbps(10));
        StepRunner.Result result = run(host, List.of(attributes(wanted)));
        assertThat(result).isInstanceOfSatisfying(StepRunner.Undone.class, undone -> {
            assertThat(undone.problem().code()).isEqualTo(Code.VF_ATTRIBUTE_REFUSED);
            assertThat(undone.problem().errno()).contains(Errno.EINVAL);
        });
        assertThat(host.snapshot().vf(VF0).orElseThrow().settings()).contains(before);
    }

    @Test
    void aDriverThatDoesNotTakeTheFunctionIsNoticed() {
        FakeHost host = FakeHost.twoIgb();
        host.setModuleLoaded("vfio-pci", false);
        StepRunner.Result result = run(host, configure());
        assertThat(result).isInstanceOfSatisfying(StepRunner.Undone.class, undone -> assertThat(
                        undone.problem().code())
                .isEqualTo(Code.NOT_VERIFIED));
        assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(0);
    }

    @Test
    void nothingIsBegunAfterTheDeadline() {
        FakeHost host = FakeHost.twoIgb();
        Deadline gone = Deadline.NEVER.orWhen(() -> host.writes().size() >= 3);
        StepRunner.Result result = new StepRunner(host, StepListener.NONE).run(configure(), gone, () -> {});
        assertThat(result).isInstanceOfSatisfying(StepRunner.Undone.class, undone -> assertThat(
                        undone.problem().code())
                .isEqualTo(Code.DEADLINE_PASSED));
        assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(0);
    }

    /** Undone in reverse: override, then the probe that gives the VF back to the driver it had. */
    @Test
    void anUndoneRebindGivesTheVfBackToItsDriver() {
        FakeHost host = FakeHost.twoIgb();
        run(host, List.of(new SetNumVfs(PF, 1)));
        List<Step> rebind = List.of(
                new UnbindDriver(VF0),
                new SetDriverOverride(VF0, Optional.of(DriverName.VFIO_PCI)),
                new ProbeDriver(VF0, Optional.of(DriverName.VFIO_PCI)));
        host.faults().failAt(3, Errno.EIO);
        assertThat(run(host, rebind)).isInstanceOf(StepRunner.Undone.class);
        assertThat(host.snapshot().vf(VF0).orElseThrow().driver()).contains(new DriverName("igbvf"));

        List<Step> wrongWayRound = List.of(rebind.get(1), rebind.get(0), rebind.get(2));
        host.faults().failAt(3, Errno.EIO);
        assertThat(run(host, wrongWayRound)).as("not called undone").isInstanceOf(StepRunner.Stuck.class);
    }

    @Test
    void whatCannotBeSealedIsUndone() {
        FakeHost host = FakeHost.twoIgb();
        Snapshot before = host.snapshot();
        Problem full = Problem.of(Code.JOURNAL_UNWRITABLE, new Subject("journal"), "disk full", "make room");
        List<String> heard = new ArrayList<>();
        StepRunner runner = new StepRunner(host, (step, did, problem) -> heard.add(did + " " + step.describe()));
        StepRunner.Result result = runner.run(configure(), Deadline.NEVER, () -> {
            throw new HostException(full);
        });
        assertThat(result).isEqualTo(new StepRunner.Undone(full));
        assertThat(host.snapshot().pfs()).isEqualTo(before.pfs());
        assertThat(heard).startsWith("applied link up").endsWith("undone link down");
    }

    private static int countWrites() {
        FakeHost host = FakeHost.twoIgb();
        run(host, configure());
        return host.writes().size();
    }

    private static StepRunner.Result run(FakeHost host, List<Step> steps) {
        return new StepRunner(host, StepListener.NONE).run(steps, Deadline.NEVER, () -> {});
    }
}
