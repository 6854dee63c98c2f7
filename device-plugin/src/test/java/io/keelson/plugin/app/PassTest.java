package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.plugin.pool.Offered;
import io.keelson.vf.Moved;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one pass sees, in which order it works, what it leaves alone, and what it tells. */
class PassTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress OTHER_PF = PciAddress.of("0000:02:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    private static final PciAddress VF1 = PciAddress.of("0000:01:10.2");
    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));
    private static final String NICS = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 4
            """;
    private static final String POOL = """
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0"]}
                driver: kernel
            """;

    @TempDir
    Path tmp;

    private final FakeHost host = FakeHost.twoIgb();

    @Test
    void whatAnotherProgramCreatedIsSeenAndOffered() throws HostException {
        try (AppBench bench = new AppBench(host, tmp, POOL)) {
            bench.start();
            assertThat(bench.offered()).isEmpty();
            host.pci().writeNumVfs(PF, 2);
            bench.pass();
            assertThat(bench.offered()).containsOnlyKeys(VF0, VF1);
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
        }
    }

    @Test
    void vfsOfNoPoolAreNotTouched() throws HostException {
        host.pci().writeNumVfs(OTHER_PF, 1);
        host.vfTable().set(OTHER_PF, new VfIndex(0), VfSettings.NONE.withTrust(true));
        int before = host.writes().size();
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            bench.pass();
        }
        assertThat(host.writes().subList(before, host.writes().size()))
                .isNotEmpty()
                .noneMatch(w -> w.contains("0000:02:"));
    }

    /** A dead sandbox's VF hinders nothing: it is taken back first, and what waited for it is done in the same pass. */
    @Test
    void aDeadSandboxIsReleasedBeforeTheHostIsConfigured_andUntilThenTold() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            bench.attach(VF0, "p1");
        }
        try (AppBench bench = new AppBench(host, tmp, NICS.replace("vfs: 4", "vfs: 2") + POOL)) {
            bench.start();
            assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(4);
            assertThat(bench.reconciler.problems())
                    .extracting(Problem::code)
                    .contains(Code.NUMVFS_BUSY, Code.VF_IN_USE);

            host.killNamespace(POD);
            bench.pass();
            assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(2);
            assertThat(bench.reconciler.problems()).isEmpty();
        }
    }

    @Test
    void aDeadSandboxsVfIsReboundWhereItsPoolWantsThat() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL + "    release: rebind\n")) {
            bench.start();
            assertThat(bench.reconciler.strong(VF0))
                    .as("a VF that came to be by the pass")
                    .isTrue();
            bench.attach(VF0, "p1");
            host.killNamespace(POD);
            assertThat(writesOf(bench)).contains("UNBIND " + VF0, "PROBE " + VF0);
        }
    }

    @Test
    void aDeadSandboxsVfIsNotReboundElse() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            bench.attach(VF0, "p1");
            host.killNamespace(POD);
            assertThat(writesOf(bench)).isNotEmpty().doesNotContain("UNBIND " + VF0);
        }
    }

    @Test
    void aFailedStepIsTold_untilItIsDone() throws HostException {
        host.faults().failAt(1, Errno.EIO);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            assertThat(bench.reconciler.problems()).extracting(Problem::errno).containsExactly(Optional.of(Errno.EIO));
            bench.pass();
            assertThat(bench.reconciler.problems()).isEmpty();
        }
    }

    @Test
    void aPfThatIsNotThereIsTold() throws HostException {
        String missing = "  - select: {pfNames: [eth9]}\n    vfs: 1\n";
        try (AppBench bench = new AppBench(host, tmp, NICS + missing + POOL)) {
            bench.start();
            assertThat(bench.reconciler.problems()).extracting(Problem::code).containsExactly(Code.PF_NOT_FOUND);
            assertThat(bench.offered()).as("and hinders no other").hasSize(4);
        }
    }

    @Test
    void whyAVfCannotBeCleanedIsWhatItsOfferSays() throws HostException {
        startOnce();
        host.links().change(LinkRef.onHost(VF0), new LinkChange.Up(true));
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            host.faults().failAt(1, Errno.EIO);
            bench.start();
            assertThat(bench.offer(VF0).problem().orElseThrow().errno()).contains(Errno.EIO);
            assertThat(bench.offer(VF1).healthy()).isTrue();
            bench.pass();
            assertThat(bench.offer(VF0).healthy()).isTrue();
        }
    }

    /** However clean it looks: what a tenant may be using this moment was not verified. */
    @Test
    void afterARestartNothingIsHealthyThatWasNotProvenAnew() throws HostException {
        startOnce();
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.kubeletHas(Optional.empty());
            bench.start();
            assertThat(bench.offered().values()).hasSize(4).allSatisfy(o -> assertThat(
                            o.problem().orElseThrow().code())
                    .isEqualTo(Code.NOT_VERIFIED));
            bench.kubeletHas(Optional.of(Set.of()));
            bench.pass();
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
        }
    }

    /** Every ten seconds there is a pass; over 2,048 VFs that are clean it must not ask for each. */
    @Test
    void aPassWithNothingToDoAsksTheSameHoweverManyVfsThereAre() throws HostException {
        List<Integer> asked = new ArrayList<>();
        for (int vfs : List.of(1, 7)) {
            String nics = NICS.replace("vfs: 4", "vfs: " + vfs);
            try (AppBench bench = new AppBench(FakeHost.twoIgb(), tmp.resolve("vfs-" + vfs), nics + POOL)) {
                bench.start();
                int before = bench.asked();
                int lanes = bench.lanesTaken();
                bench.pass();
                assertThat(bench.lanesTaken())
                        .as("attachments need not wait for it")
                        .isEqualTo(lanes);
                asked.add(bench.asked() - before);
            }
        }
        assertThat(asked.get(1)).isEqualTo(asked.get(0));
    }

    /** Every attachment moves a netdev, and the pass that brings must not cost the next attachment anything. */
    @Test
    void aPassOverWhatMovedLeavesTheRestAlone() throws HostException {
        Netns other = Netns.at(new NetnsPath("/run/netns/p2"));
        host.addNamespace(POD);
        host.addNamespace(other);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            bench.attach(VF0, "p1");
            bench.attach(VF1, "p2");
            int asked = bench.asked();
            bench.pass(new Moved(false, Set.of(VF0)));
            assertThat(bench.asked()).as("nothing to do, nobody asked").isEqualTo(asked);

            host.killNamespace(POD);
            host.killNamespace(other);
            bench.pass(new Moved(false, Set.of(VF0)));
            assertThat(bench.writer().ledger().owners().keySet())
                    .extracting(id -> id.address())
                    .containsExactly(VF1);
            bench.pass();
            assertThat(bench.writer().ledger().owners()).isEmpty();
        }
    }

    @Test
    void whatKeepsOnePfFromBeingConfiguredIsStillToldWhenAnotherMoved() throws HostException {
        String busy = "  - select: {pfNames: [eth1]}\n    vfs: 99\n";
        try (AppBench bench = new AppBench(host, tmp, NICS + busy + POOL)) {
            bench.start();
            bench.pass(new Moved(false, Set.of(VF0)));
            assertThat(bench.reconciler.problems()).extracting(Problem::code).containsExactly(Code.NUMVFS_ABOVE_TOTAL);
        }
    }

    @Test
    void aVfThatLostItsDriverIsBoundAgainByThePassOverIt() throws HostException {
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            host.pci().writeBinding(VF0, io.keelson.vf.step.PciBus.Binding.UNBIND);
            bench.pass(new Moved(false, Set.of(VF0)));
            assertThat(host.snapshot().vf(VF0).orElseThrow().driver()).isPresent();
            assertThat(bench.offer(VF0).healthy()).isTrue();
        }
    }

    @Test
    void aLostLinkMakesVfsNobodyHoldsUnhealthy_unlessThePoolDoesNotCare() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, POOL)) {
            host.pci().writeNumVfs(PF, 2);
            host.links().change(LinkRef.onHost(PF), new LinkChange.Up(true));
            bench.start();
            bench.attach(VF0, "p1");
            bench.after(Duration.ofSeconds(5));
            host.links().change(LinkRef.onHost(PF), new LinkChange.Up(false));
            bench.after(Duration.ofSeconds(1));
            assertThat(bench.offer(VF0).healthy()).as("held by a pod").isTrue();
            assertThat(bench.offer(VF1).problem().map(Problem::code)).contains(Code.PF_DOWN);

            bench.configure(POOL + "    link: ignore\n");
            assertThat(bench.offer(VF1).healthy()).isTrue();
        }
    }

    /** A pod that has it is told too: its device does not work. */
    @Test
    void aPciErrorIsTold_untilTheKernelSaysItIsOver() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            bench.attach(VF0, "p1");
            bench.pass(new Moved(false, Set.of(PF), Map.of(PF, false)));
            assertThat(bench.offered().values())
                    .allSatisfy(o -> assertThat(o.problem().map(Problem::code)).contains(Code.PCI_ERROR));
            bench.pass(new Moved(false, Set.of(PF), Map.of(PF, true)));
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
        }
    }

    @Test
    void aListIsSentAgainToThatResourceAlone() throws HostException {
        String two = POOL.replace("[\"eth0\"]", "[\"eth0#0-1\"]") + """
                  - resource: keelson.io/slow
                    select: {pfNames: ["eth0#2-3"]}
                """;
        try (AppBench bench = new AppBench(host, tmp, NICS + two)) {
            bench.start();
            long fast = bench.desk("keelson.io/fast").board().edition();
            long slow = bench.desk("keelson.io/slow").board().edition();
            bench.desks.again("keelson.io/fast");
            assertThat(bench.desk("keelson.io/fast").board().edition()).isGreaterThan(fast);
            assertThat(bench.desk("keelson.io/slow").board().edition()).isEqualTo(slow);
        }
    }

    private void startOnce() throws HostException {
        try (AppBench bench = new AppBench(host, tmp, NICS + POOL)) {
            bench.start();
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
        }
    }

    private List<String> writesOf(AppBench bench) {
        int before = host.writes().size();
        bench.pass();
        return host.writes().subList(before, host.writes().size());
    }
}
