package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.pool.Offered;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.Faults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** A pass makes the host as configured and proves each VF clean; nothing is offered as healthy before that. */
class ReconcilerTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    private static final PciAddress VF2 = PciAddress.of("0000:01:10.4");
    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));
    private static final String CONFIG = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 4
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0-1"]}
                driver: kernel
              - resource: keelson.io/dpdk
                select: {pfNames: ["eth0#2-3"]}
                driver: vfio-pci
            """;

    @TempDir
    Path tmp;

    private FakeHost host;

    @BeforeEach
    void makeHost() {
        host = FakeHost.twoIgb();
    }

    @Test
    void afterTheFirstPassEverythingIsHealthy() throws HostException {
        try (AppBench bench = new AppBench(host, tmp, CONFIG)) {
            bench.start();
            assertAllHealthy(bench);
            int writes = host.writes().size();
            bench.pass();
            assertThat(host.writes()).as("nothing is left to do").hasSize(writes);
        }
    }

    @TestFactory
    Stream<DynamicTest> killedAtAnyWriteTheNextStartOffersAll_cleanAndNothingElse() throws HostException {
        int writes = writesOfTheFirstPass();
        return IntStream.rangeClosed(1, writes).boxed().flatMap(n -> Stream.of(false, true)
                .map(after -> DynamicTest.dynamicTest((after ? "after " : "before ") + n, () -> killed(n, after))));
    }

    private void killed(int write, boolean after) throws HostException {
        FakeHost dying = FakeHost.twoIgb();
        Path state = tmp.resolve(write + "-" + after);
        try (AppBench first = new AppBench(dying, state, CONFIG)) {
            if (after) {
                dying.faults().killAfter(write);
            } else {
                dying.faults().killBefore(write);
            }
            assertThatThrownBy(first::start).isInstanceOf(Faults.Killed.class);
        }
        dying.faults().reset();
        try (AppBench second = new AppBench(dying, state, CONFIG)) {
            second.start();
            assertAllHealthy(second);
        }
    }

    @Test
    void aFailureAtAnyWriteOffersNothingHalfConfigured_andTheNextPassMakesItGood() throws HostException {
        int writes = writesOfTheFirstPass();
        for (int n = 1; n <= writes; n++) {
            FakeHost failing = FakeHost.twoIgb();
            try (AppBench bench = new AppBench(failing, tmp.resolve("fails-" + n), CONFIG)) {
                failing.faults().failAt(n, Errno.EIO);
                bench.start();
                bench.offered().values().stream().filter(Offered::healthy).forEach(o -> assertClean(bench, o.device()));
                bench.pass();
                assertAllHealthy(bench);
            }
        }
    }

    @Test
    void aDirtyVfIsCleanedBeforeItIsOffered() throws HostException {
        host.pci().writeNumVfs(PF, 4);
        host.vfTable().set(PF, new VfIndex(0), VfSettings.NONE.withTrust(true).withSpoofchk(false));
        try (AppBench bench = new AppBench(host, tmp, CONFIG)) {
            bench.start();
            assertAllHealthy(bench);
        }
    }

    @Test
    void whatCannotBeCleanedIsOfferedUnhealthyWithTheReason() throws HostException {
        host.pci().writeNumVfs(PF, 4);
        host.setModuleLoaded("vfio-pci", false);
        try (AppBench bench = new AppBench(host, tmp, CONFIG)) {
            bench.start();
            Problem why = bench.offer(VF2).problem().orElseThrow();
            assertThat(why.code()).isIn(Code.DRIVER_NOT_BOUND, Code.VF_WITHOUT_DRIVER, Code.NOT_VERIFIED);
            host.setModuleLoaded("vfio-pci", true);
            bench.pass();
            assertAllHealthy(bench);
        }
    }

    @Test
    void whileKubeletCannotBeAskedNothingIsTouched() throws HostException {
        host.pci().writeNumVfs(PF, 4);
        int writes = host.writes().size();
        try (AppBench bench = new AppBench(host, tmp, CONFIG.replace("vfs: 4", "vfs: 2"))) {
            bench.kubeletHas(Optional.empty());
            bench.start();
            assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(4);
            assertThat(host.writes().subList(writes, host.writes().size()))
                    .noneMatch(w -> w.contains("numvfs") || w.contains("UNBIND") || w.startsWith("vf "));
            assertThat(bench.offered().values()).noneMatch(Offered::healthy);
        }
    }

    @Test
    void aGrantedVfIsLeftAloneAndStaysHealthyOnceProven() throws HostException {
        try (AppBench bench = new AppBench(host, tmp, CONFIG)) {
            bench.start();
            bench.desk("keelson.io/fast").allocate(List.of(List.of(VF0.toString())));
            bench.kubeletHas(Optional.of(Set.of(VF0)));
            int writes = host.writes().size();
            bench.pass();
            assertThat(host.writes()).hasSize(writes);
            assertAllHealthy(bench);
        }
    }

    @Test
    void aDeadSandboxGivesItsVfBackAtTheNextPass() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = new AppBench(host, tmp, CONFIG)) {
            bench.start();
            bench.attach(VF0, "p1");
            bench.pass();
            assertThat(host.whereIs(VF0)).as("a living one keeps it").contains(POD);
            assertAllOffered(bench);
            host.killNamespace(POD);
            bench.pass();
            assertThat(bench.writer().world().ledger().owners()).isEmpty();
            assertAllHealthy(bench);
        }
    }

    @Test
    void poolsThatMatchOneDeviceAreAnError() throws HostException {
        String both = CONFIG.replace("select: {pfNames: [\"eth0#2-3\"]}", "select: {pciAddresses: [\"0000:01:10.0\"]}");
        try (AppBench bench = new AppBench(host, tmp, both)) {
            PoolAssignment assignment = bench.start();
            assertThat(assignment.errors()).extracting(Problem::code).containsOnly(Code.CONFIG_POOL_OVERLAP);
        }
    }

    /** Others configure and clean VFs: what they left is theirs, and so are the numbers of VFs. */
    @Test
    void aDevicePluginOffersAndTouchesNothing() throws HostException {
        host.pci().writeNumVfs(PF, 2);
        host.vfTable().set(PF, new VfIndex(0), VfSettings.NONE.withTrust(true));
        int writes = host.writes().size();
        try (AppBench bench = new AppBench(host, tmp, CONFIG, Duty.DEVICE_PLUGIN)) {
            bench.start();
            assertThat(bench.offered()).hasSize(2).containsKey(VF0);
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
            bench.desk("keelson.io/fast").allocate(List.of(List.of(VF0.toString())));
            Grant grant = List.copyOf(bench.writer().ledger().grants().values()).get(0);
            assertThat(bench.granted().end(grant)).isEmpty();
            assertThat(bench.writer().ledger().grants()).isEmpty();
            bench.pass();
        }
        assertThat(host.writes()).hasSize(writes);
    }

    private int writesOfTheFirstPass() throws HostException {
        FakeHost counted = FakeHost.twoIgb();
        try (AppBench bench = new AppBench(counted, tmp.resolve("count"), CONFIG)) {
            bench.start();
            return counted.writes().size();
        }
    }

    private static void assertAllOffered(AppBench bench) {
        Map<DeviceId, Offered> offered = bench.offered();
        assertThat(offered).hasSize(4);
        assertThat(offered.values()).allMatch(Offered::healthy);
    }

    private static void assertAllHealthy(AppBench bench) {
        assertAllOffered(bench);
        bench.offered().keySet().forEach(device -> assertClean(bench, device));
    }

    /** By the fake kernel itself, not by what the agent thinks of it. */
    private static void assertClean(AppBench bench, DeviceId device) {
        Vf vf = bench.bench.host().snapshot().vf(device).orElseThrow();
        boolean vfio = vf.index().index() >= 2;
        assertThat(vf.driver()).contains(vfio ? DriverName.VFIO_PCI : new DriverName("igbvf"));
        Baseline baseline =
                bench.writer().world().ledger().baseline(vf.address()).orElseThrow();
        VfSettings now = vf.settings().orElseThrow();
        assertThat(baseline.settings().differingFrom(now)).isEqualTo(VfSettings.NONE);
        assertThat(now.trust()).contains(false);
        assertThat(now.spoofchk()).contains(true);
        if (!vfio) {
            assertThat(vf.netdev().orElseThrow().up()).isFalse();
            assertThat(vf.netdev().orElseThrow().mac()).isEqualTo(now.mac());
        }
    }
}
