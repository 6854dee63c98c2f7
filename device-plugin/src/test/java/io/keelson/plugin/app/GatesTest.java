package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.testing.FakeHost;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a container may start with its devices, and what becomes of a VF whose only owner is its grant. */
class GatesTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress FAST0 = PciAddress.of("0000:01:10.0");
    private static final PciAddress FAST1 = PciAddress.of("0000:01:10.2");
    private static final PciAddress DPDK = PciAddress.of("0000:01:10.4");
    private static final PciAddress FOUND = PciAddress.of("0000:01:10.6");
    private static final PciAddress NOWHERE = PciAddress.of("0000:09:10.4");
    private static final Netns POD = Netns.at(new NetnsPath("/run/netns/p1"));
    private static final String CONFIG = """
            nics:
              - select: {pfNames: [eth0]}
                vfs: 4
            pools:
              - resource: keelson.io/fast
                select: {pfNames: ["eth0#0-1"]}
                driver: kernel
                attach: {interface: net}
              - resource: keelson.io/dpdk
                select: {pfNames: ["eth0#2-2"]}
                driver: vfio-pci
                release: rebind
              - resource: keelson.io/found
                select: {pfNames: ["eth0#3-3"]}
            """;

    @TempDir
    Path tmp;

    private final FakeHost host = FakeHost.twoIgb();
    private AppBench bench;

    @BeforeEach
    void start() throws HostException {
        host.addNamespace(POD);
        bench = new AppBench(host, tmp, CONFIG);
        bench.start();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aDeviceThatAPoolAttachesHasToBeAttachedInALiveSandbox() {
        assertThat(refused("fast", false, FAST0)).isEqualTo("no sandbox holds it");
        host.addNamespace(Netns.at(new NetnsPath("/run/netns/p2")));
        bench.reserve(FAST0, "p2");
        assertThat(refused("fast", false, FAST0)).contains("pod ran/p2 holds it (reserved)");
        bench.attach(FAST1, "p1");
        assertThat(gate("fast", false, FAST1)).isEmpty();
        assertThat(refused("fast", false, FAST1, FAST0)).as("each of them").contains("p2");
        host.killNamespace(POD);
        assertThat(refused("fast", false, FAST1)).contains("pod ran/p1 holds it (attached)");
    }

    @Test
    void aDeviceThatIsGoneIsRefused() {
        assertThat(refused("fast", false, NOWHERE)).isEqualTo("it is not there");
    }

    @Test
    void whereCniRunsUsAVfioDeviceHasToBeClaimedByASandbox() {
        assertThat(refused("dpdk", true, DPDK)).isEqualTo("no sandbox holds it");
        bench.attach(DPDK, "p1");
        assertThat(gate("dpdk", true, DPDK)).isEmpty();
    }

    /** Chained mode leaves it out, as the pool says neither {@code vfio-pci} nor {@code attach}: its grant is the owner. */
    @Test
    void aVfioDeviceOfAPoolThatTakesItAsFoundHasToBeClean() throws HostException {
        host.pci().writeBinding(FOUND, PciBus.Binding.UNBIND);
        host.pci().writeDriverOverride(FOUND, Optional.of(DriverName.VFIO_PCI));
        host.pci().writeBinding(FOUND, PciBus.Binding.PROBE);
        bench.pass();
        assertThat(gate("found", true, FOUND)).isEmpty();
    }

    @Test
    void whereNoCniRunsUsAVfioDeviceHasToBeClean() throws HostException {
        host.vfTable().set(PF, new VfIndex(2), VfSettings.NONE.withTrust(true));
        bench.bench.facts().scan();
        assertThat(gate("dpdk", false, DPDK)).isEmpty();
        assertThat(bench.vf(DPDK).settings().orElseThrow().trust()).contains(false);

        bench.open(Optional.of(DPDK));
        assertThat(gate("dpdk", false, DPDK).orElseThrow().code()).isEqualTo(Code.VF_IN_USE);
    }

    @Test
    void whereNoCniRunsUsADeviceOnAnotherDriverIsRefused() throws HostException {
        host.pci().writeBinding(DPDK, PciBus.Binding.UNBIND);
        bench.bench.facts().scan();
        assertThat(refused("dpdk", false, DPDK)).isEqualTo("it is not bound to vfio-pci");
    }

    /** Kubelet starts containers of pods that came back without an Allocate: then the gate's is the record of it. */
    @Test
    void aStartWithoutAGrantIsRecorded_andAKnownGrantStays() throws HostException {
        gate("dpdk", false, DPDK);
        Grant made = grant().orElseThrow();
        assertThat(made.resource()).isEqualTo("keelson.io/dpdk");

        bench.desk("keelson.io/dpdk").allocate(List.of(List.of(DPDK.toString())));
        Grant allocated = grant().orElseThrow();
        assertThat(allocated).isNotEqualTo(made);
        gate("dpdk", false, DPDK);
        assertThat(grant()).contains(allocated);
    }

    /** The first container gets it as it was proven; what the next one gets, the first may have used. */
    @Test
    void aVfThatWasHandedOutIsReboundBeforeTheNextContainer() {
        assertThat(writesOf(() -> gate("dpdk", false, DPDK))).doesNotContain("UNBIND " + DPDK);
        assertThat(writesOf(() -> gate("dpdk", false, DPDK))).contains("UNBIND " + DPDK, "PROBE " + DPDK);
    }

    @Test
    void theEndOfAGrantLeavesTheVfCleanAndProven() throws HostException {
        gate("dpdk", false, DPDK);
        host.vfTable().set(PF, new VfIndex(2), VfSettings.NONE.withTrust(true));
        bench.bench.facts().scan();
        assertThat(writesOf(() -> bench.granted().end(grant().orElseThrow())))
                .contains("UNBIND " + DPDK, "PROBE " + DPDK);
        assertThat(grant()).isEmpty();
        assertThat(bench.vf(DPDK).settings().orElseThrow().trust()).contains(false);
        assertThat(writesOf(() -> gate("dpdk", false, DPDK))).as("proven").doesNotContain("UNBIND " + DPDK);
    }

    @Test
    void aGrantDoesNotEndWhileItsGroupIsOpen_andThatIsNoFault() {
        gate("dpdk", false, DPDK);
        bench.open(Optional.of(DPDK));
        assertThat(bench.granted().end(grant().orElseThrow())).isEmpty();
        assertThat(grant()).isPresent();
        bench.pass();
        assertThat(bench.offer(DPDK).healthy()).as("not stuck, in use").isTrue();
    }

    private Optional<Grant> grant() {
        return Optional.ofNullable(bench.writer().ledger().grants().get(DPDK));
    }

    private Optional<Problem> gate(String pool, boolean chained, PciAddress... devices) {
        return bench.gates(chained).refuse(bench.desk("keelson.io/" + pool).terms(), List.of(devices));
    }

    private String refused(String pool, boolean chained, PciAddress... devices) {
        Problem problem = gate(pool, chained, devices).orElseThrow();
        assertThat(problem.code()).isEqualTo(Code.DEVICE_NOT_ATTACHED);
        return problem.detail().replaceFirst(".*live sandbox: ", "");
    }

    private List<String> writesOf(Runnable work) {
        int before = host.writes().size();
        work.run();
        return host.writes().subList(before, host.writes().size());
    }
}
