package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.plugin.pool.Offered;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another configuration while the agent runs: taken over whole or not at all, and no pod loses its device. */
class ConfigReloadTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF0 = PciAddress.of("0000:01:10.0");
    private static final PciAddress VF1 = PciAddress.of("0000:01:10.2");
    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));
    private static final String NICS = "nics: [{select: {pfNames: [eth0]}, vfs: 2}]\n";
    private static final String FAST = NICS + """
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0"]}
                driver: kernel
            """;
    private static final String SLOW = FAST.replace("keelson.io/fast", "keelson.io/slow");

    @TempDir
    Path tmp;

    private final FakeHost host = FakeHost.twoIgb();
    private final List<String> served = new ArrayList<>();

    @Test
    void aNewPoolIsOfferedAndOneThatIsGoneIsNot() throws HostException {
        try (AppBench bench = started()) {
            assertThat(bench.configure(SLOW)).isEmpty();

            assertThat(devices(bench, "keelson.io/slow")).containsExactly(VF0, VF1);
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
            assertThat(served).containsExactly("open keelson.io/fast", "open keelson.io/slow", "close keelson.io/fast");
        }
    }

    @Test
    void anotherVfCountIsMade() throws HostException {
        try (AppBench bench = started()) {
            bench.configure(FAST.replace("vfs: 2", "vfs: 5"));

            assertThat(devices(bench, "keelson.io/fast")).hasSize(5);
            assertThat(bench.offered().values()).allMatch(Offered::healthy);
        }
    }

    @Test
    void aBadOneIsRefusedWithAllItsProblemsAndTheOldOneGoesOn() throws HostException {
        try (AppBench bench = started()) {
            List<Problem> against = bench.configure("polls: []\n" + SLOW.replace("driver: kernel", "driver: kernal"));

            assertThat(against)
                    .extracting(Problem::code)
                    .containsExactlyInAnyOrder(Code.CONFIG_UNKNOWN_KEY, Code.CONFIG_BAD_VALUE);
            assertThat(devices(bench, "keelson.io/fast")).containsExactly(VF0, VF1);
            assertThat(served).containsExactly("open keelson.io/fast");

            assertThat(bench.configure(FAST)).as("the old one again").isEmpty();
        }
    }

    @Test
    void poolsThatOverlapOnThisHostAreRefused() throws HostException {
        try (AppBench bench = started()) {
            String twice = FAST + """
                      - resource: keelson.io/again
                        select: {pciAddresses: ["0000:01:10.2"]}
                    """;
            assertThat(bench.configure(twice)).extracting(Problem::code).containsExactly(Code.CONFIG_POOL_OVERLAP);
            assertThat(bench.offered()).containsOnlyKeys(VF0, VF1);
        }
    }

    @Test
    void aDeviceThatAPodHoldsStaysWithItsResourceUntilThePodEnds() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = started()) {
            bench.attach(VF0, "p1");
            bench.configure(SLOW);

            assertThat(devices(bench, "keelson.io/fast")).containsExactly(VF0);
            assertThat(devices(bench, "keelson.io/slow")).containsExactly(VF1);
            assertThat(bench.offer(VF0).healthy()).isTrue();
            assertThat(bench.intent.tidy(bench.writer().ledger()))
                    .as("still held")
                    .isFalse();

            host.killNamespace(POD);
            bench.pass();
            assertThat(bench.intent.tidy(bench.writer().ledger())).isTrue();
            bench.pass();
            assertThat(devices(bench, "keelson.io/slow")).containsExactly(VF0, VF1);
            assertThat(served).endsWith("close keelson.io/fast");
        }
    }

    @Test
    void aDeviceThatAPodHoldsIsNotTakenByAnEarlierPool() throws HostException {
        host.addNamespace(POD);
        try (AppBench bench = started()) {
            bench.attach(VF0, "p1");
            String first = SLOW.replace("[\"eth0\"]", "[\"eth0#0\"]") + """
                      - resource: keelson.io/fast
                        select: {pfNames: ["eth0#1"]}
                        driver: kernel
                    """;
            assertThat(bench.configure(first)).isEmpty();

            assertThat(devices(bench, "keelson.io/fast")).containsExactly(VF0, VF1);
            assertThat(devices(bench, "keelson.io/slow")).isEmpty();
            assertThat(host.snapshot().pf(PF).orElseThrow().numVfs()).contains(2);
        }
    }

    /** kubelet asks only at a registration whether a resource wants to be asked before a container starts. */
    @Test
    void aGateThatComesOrGoesIsRegisteredAnew() throws HostException {
        try (AppBench bench = started()) {
            bench.configure(FAST.replace("driver: kernel", "driver: vfio-pci"));
            assertThat(served).containsExactly("open keelson.io/fast", "again keelson.io/fast");
        }
    }

    private AppBench started() throws HostException {
        AppBench bench = new AppBench(host, tmp, FAST);
        bench.start();
        bench.desks.servedBy(new PoolDesks.Counter() {
            @Override
            public void open(io.keelson.plugin.pool.PoolDesk desk) {
                served.add("open " + desk.terms().resource());
            }

            @Override
            public void close(io.keelson.config.model.ResourceName resource) {
                served.add("close " + resource);
            }

            @Override
            public void again(io.keelson.config.model.ResourceName resource) {
                served.add("again " + resource);
            }
        });
        return bench;
    }

    private static List<DeviceId> devices(AppBench bench, String resource) {
        return bench.desk(resource).board().current().devices().stream()
                .map(Offered::device)
                .toList();
    }
}
