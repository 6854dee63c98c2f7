package io.keelson.config.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.NativeFile;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Faults;
import io.keelson.vf.testing.Workbench;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The agent dies before and after each kernel write of configuring, and is started again: journal reopened, recovery, plan.
 * It ends where an agent that lived would have; and a write that fails leaves the host as it was.
 */
class ConfigureKillTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final VfSettings DIRT = VfSettings.NONE.withTrust(true).withSpoofchk(false);

    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));

    @TempDir
    Path tmp;

    /** From what is there to what is wanted. */
    enum Scenario {
        CREATE("4", "9000"),
        REBIND("4", "9000") {
            @Override
            void prepare(FakeHost host) throws HostException {
                host.pci().writeNumVfs(PF, 4);
                host.vfTable()
                        .set(
                                PF,
                                host.snapshot()
                                        .pf(PF)
                                        .orElseThrow()
                                        .vfs()
                                        .get(1)
                                        .index(),
                                DIRT);
            }
        },
        RECOUNT("2", "1500") {
            @Override
            void prepare(FakeHost host) throws HostException {
                host.pci().writeNumVfs(PF, 4);
            }
        };

        private final String vfs;
        private final String mtu;

        Scenario(String vfs, String mtu) {
            this.vfs = vfs;
            this.mtu = mtu;
        }

        Intent intent() {
            return NativeFile.parse("k.yaml", """
                            nics:
                              - select: {pfNames: [eth0]}
                                vfs: %s
                                mtu: %s
                            pools:
                              - resource: keelson.io/fast
                                select: {pfNames: ["eth0#0-0"]}
                                driver: kernel
                              - resource: keelson.io/dpdk
                                select: {pfNames: ["eth0#1-2"]}
                                driver: vfio-pci
                            """.formatted(vfs, mtu)).intent().orElseThrow();
        }

        void prepare(FakeHost host) throws HostException {
            assertThat(host.writes()).isEmpty();
        }

        FakeHost host() throws HostException {
            FakeHost host = FakeHost.twoIgb();
            prepare(host);
            host.faults().reset();
            return host;
        }
    }

    /** What has to be the same however often it died on the way: all but ifindexes and incarnations. */
    private record Shape(Optional<Mtu> mtu, boolean up, Optional<Boolean> autoprobe, List<VfShape> vfs) {
        static Shape of(FakeHost host) {
            Pf pf = host.snapshot().pf(PF).orElseThrow();
            Netdev uplink = pf.netdev().orElseThrow();
            return new Shape(
                    uplink.mtu(),
                    uplink.up(),
                    pf.autoprobe(),
                    pf.vfs().stream().map(VfShape::of).toList());
        }

        Shape unnamed() {
            return new Shape(
                    mtu, up, autoprobe, vfs.stream().map(VfShape::unnamed).toList());
        }
    }

    /** A netdev that was unbound and probed again has whatever name was free. */
    private record VfShape(
            Optional<DriverName> driver,
            Optional<DriverName> override,
            Optional<IfName> name,
            Optional<Mtu> mtu,
            Optional<VfSettings> settings) {
        static VfShape of(Vf vf) {
            return new VfShape(
                    vf.driver(),
                    vf.driverOverride(),
                    vf.netdev().map(Netdev::name),
                    vf.netdev().flatMap(Netdev::mtu),
                    vf.settings());
        }

        VfShape unnamed() {
            return new VfShape(driver, override, Optional.empty(), mtu, settings);
        }
    }

    private record Wanted(Shape shape, Map<PciAddress, Baseline> baselines, int writes) {}

    @Test
    void createEndsAsTheIntentHasIt() throws HostException {
        Shape shape = wanted(Scenario.CREATE).shape();
        assertThat(shape.mtu()).contains(new Mtu(9000));
        assertThat(shape.up()).isTrue();
        assertThat(shape.autoprobe()).contains(true);
        assertThat(shape.vfs()).hasSize(4);
        assertThat(shape.vfs().get(0).mtu()).contains(new Mtu(9000));
        assertThat(shape.vfs().get(0).driver()).contains(new DriverName("igbvf"));
        assertThat(shape.vfs().get(1).driver()).contains(DriverName.VFIO_PCI);
        assertThat(shape.vfs().get(2).override()).contains(DriverName.VFIO_PCI);
        assertThat(shape.vfs().get(3).override()).isEmpty();
        assertThat(wanted(Scenario.REBIND)
                        .shape()
                        .vfs()
                        .get(1)
                        .settings()
                        .orElseThrow()
                        .trust())
                .contains(false);
        assertThat(wanted(Scenario.RECOUNT).shape().vfs()).hasSize(2);
    }

    @TestFactory
    Stream<DynamicTest> killedAtAnyWriteItEndsTheSame() {
        return Stream.of(Scenario.values()).flatMap(s -> {
            Wanted wanted = wantedOf(s);
            return IntStream.rangeClosed(1, wanted.writes())
                    .boxed()
                    .flatMap(n -> Stream.of(killed(s, wanted, n, false), killed(s, wanted, n, true)));
        });
    }

    private DynamicTest killed(Scenario scenario, Wanted wanted, int write, boolean after) {
        String name = scenario + (after ? " killed after " : " killed before ") + write;
        return DynamicTest.dynamicTest(name, () -> {
            FakeHost host = scenario.host();
            try (Workbench first = new Workbench(host, tmp.resolve(name))) {
                if (after) {
                    host.faults().killAfter(write);
                } else {
                    host.faults().killBefore(write);
                }
                assertThatThrownBy(() -> converge(first, scenario)).isInstanceOf(Faults.Killed.class);
            }
            host.faults().reset();
            try (Workbench second = new Workbench(host, tmp.resolve(name))) {
                assertThat(second.recovery(owner -> {}).atStart(vf -> false, Deadline.NEVER))
                        .isEmpty();
                converge(second, scenario);
                second.closeOpenTransactions();
                assertThat(Shape.of(host)).isEqualTo(wanted.shape());
                assertThat(second.writer().world().ledger().baselines()).isEqualTo(wanted.baselines());
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"CREATE", "REBIND"})
    void aFailureAtAnyWriteLeavesTheHostAsItWas(Scenario scenario) throws HostException {
        int writes = firstPlanWrites(scenario);
        for (int n = 1; n <= writes; n++) {
            FakeHost host = scenario.host();
            Shape before = Shape.of(host).unnamed();
            try (Workbench bench = new Workbench(host, tmp.resolve(scenario + "-fails-" + n))) {
                host.faults().failAt(n, Errno.EIO);
                Outcome outcome = once(bench, scenario);
                assertThat(outcome).as("write %d", n).isInstanceOf(Outcome.RolledBack.class);
                assertThat(Shape.of(host).unnamed())
                        .as("after failure at write %d", n)
                        .isEqualTo(before);
                assertThat(bench.writer().world().ledger().baselines().values())
                        .as("as found, if declared")
                        .allMatch(b -> b.driver().isEmpty() && b.name().isPresent());
                converge(bench, scenario);
                assertThat(Shape.of(host)).isEqualTo(wanted(scenario).shape());
            }
        }
    }

    @Test
    void aPfWithAVfInUseIsLeftAsItIs() throws HostException {
        FakeHost host = Scenario.RECOUNT.host();
        host.addNamespace(POD);
        Vf vf = host.snapshot().pf(PF).orElseThrow().vfs().get(0);
        host.links().change(LinkRef.onHost(vf.address()), new LinkChange.MoveTo(POD, new IfName("net1")));
        int writes = host.writes().size();
        try (Workbench bench = new Workbench(host, tmp.resolve("in-use"))) {
            assertThat(once(bench, Scenario.RECOUNT).failure().orElseThrow().code())
                    .isEqualTo(Code.NUMVFS_BUSY);
        }
        assertThat(host.writes()).hasSize(writes);
    }

    private Wanted wantedOf(Scenario scenario) {
        try {
            return wanted(scenario);
        } catch (HostException e) {
            throw new AssertionError(e);
        }
    }

    private Wanted wanted(Scenario scenario) throws HostException {
        FakeHost host = scenario.host();
        int before = host.writes().size();
        try (Workbench bench = new Workbench(host, tmp.resolve(scenario + "-" + System.nanoTime()))) {
            converge(bench, scenario);
            return new Wanted(
                    Shape.of(host),
                    bench.writer().world().ledger().baselines(),
                    host.writes().size() - before);
        }
    }

    private int firstPlanWrites(Scenario scenario) throws HostException {
        FakeHost host = scenario.host();
        int before = host.writes().size();
        try (Workbench bench = new Workbench(host, tmp.resolve(scenario + "-count"))) {
            assertThat(once(bench, scenario)).isInstanceOf(Outcome.Applied.class);
            return host.writes().size() - before;
        }
    }

    private static Outcome once(Workbench bench, Scenario scenario) {
        PfWork work = HostPlanner.perPf(scenario.intent(), bench.facts().last())
                .work()
                .get(0);
        return bench.writer().achieve(work.planner(), List.of(work.lane()), Deadline.NEVER);
    }

    private static void converge(Workbench bench, Scenario scenario) {
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Outcome outcome = once(bench, scenario);
            outcomes.add(outcome);
            if (outcome instanceof Outcome.Applied applied && applied.plan().isEmpty()) {
                return;
            }
        }
        throw new AssertionError("does not come to an end: " + outcomes);
    }
}
