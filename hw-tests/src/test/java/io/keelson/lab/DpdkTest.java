package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.DpdkPod;
import io.keelson.lab.node.DpdkPod.Result;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Pods that drive two VFs of two PFs by DPDK, with all they need and without, and what becomes of the VFs: docs/dpdk.md. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DpdkTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");

    /** What containerd gives any container, and IPC_LOCK: bit 14. */
    private static final String CAPABILITIES = "CapEff:\t00000000a80465fb";

    private static final String DRIVERS =
            "for vf in 21:10.2 41:10.2; do" + " basename $(readlink /sys/bus/pci/devices/0000:$vf/driver); done";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.DPDK);
        node.startAgent(3);
        clean = node.vfSettings();
    }

    @Test
    @Order(1)
    void doctorSaysWhatAPodHasToAskFor() {
        assertThat(node.keelsonAndProblems("doctor"))
                .containsPattern("(?m)^iommu +ok +dmar0; 2 VFs for vfio-pci$")
                .containsPattern("(?m)^vfio-driver +ok ")
                .containsPattern("(?m)^hugepages +ok +64 of 64 x 2Mi free on node 0, 64 of 64 x 2Mi free on node 1$")
                .containsPattern(
                        "(?m)^memlock +warning +containers inherit from containerd \\(\\d+\\) 8 MiB; no group is open$")
                .containsPattern("(?m)^MEMLOCK_LOW containerd: .*\n  next: give the container the capability IPC_LOCK ")
                .endsWith("exit 0\n");
    }

    @Test
    @Order(2)
    void packetsGoBothWaysWithTheGrantedNodesAlone() {
        Result result = new DpdkPod("dpdk", true, true).run(node);

        assertThat(result.exitCode()).as(result.log()).isZero();
        assertThat(result.log().lines().limit(4))
                .containsExactlyInAnyOrder(group("21"), group("41"), "vfio", CAPABILITIES);
        for (int port = 0; port < 2; port++) {
            assertThat(result.counts(port).received())
                    .as("received by port " + port)
                    .isPositive();
            assertThat(result.counts(port).sent()).as("sent by port " + port).isPositive();
        }
        release("dpdk");
    }

    @Test
    @Order(3)
    void withoutIpcLockItRunsAndNothingMoves() {
        Result result = new DpdkPod("nolock", false, true).run(node);

        assertThat(result.log()).contains("Cannot set up DMA remapping, error 12");
        for (int port = 0; port < 2; port++) {
            assertThat(result.counts(port)).isEqualTo(new DpdkPod.Counts(0, 0));
        }
        assertThat(node.guest().run("dmesg")).contains("RLIMIT_MEMLOCK (8388608) exceeded");
        release("nolock");
    }

    @Test
    @Order(4)
    void withoutHugepagesItEndsAtOnce() {
        Result result = new DpdkPod("nopages", true, false).run(node);

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.log()).contains("no mounted hugetlbfs found", "Cannot get hugepage information");
        release("nopages");

        node.guest().run("echo 0 >/sys/devices/system/node/node1/hugepages/hugepages-2048kB/nr_hugepages");
        assertThat(node.keelsonAndProblems("doctor"))
                .containsPattern("(?m)^hugepages +warning +64 of 64 x 2Mi free on node 0$")
                .contains("HUGEPAGES_MISSING NUMA node 1: has VFs of keelson.io/dpdk_b and no hugepages")
                .endsWith("exit 0\n");
    }

    @Test
    @Order(5)
    void theSameVfsServeKernelPodsAfterwards() {
        assertThat(node.vfSettings()).isEqualTo(clean).hasLineCount(4);
        assertThat(node.guest().run(DRIVERS)).isEqualTo("vfio-pci\nvfio-pci\n");
        node.stopAgent("TERM");
        node.guest().putText(Configurations.AFTER_DPDK, "/etc/keelson/keelson.yaml");

        node.startAgent(1);

        // A kubelet that is slow to say what it holds puts the change of driver off to the next pass.
        node.guest()
                .await("the kernel's driver on both VFs", Node.PATIENCE, DRIVERS + " | grep -cx igbvf | grep -qx 2");
        node.guest()
                .await(
                        "both VFs to be offered healthy",
                        Node.PATIENCE,
                        "grep -Eq 'resource=keelson.io/fast (devices=2 healthy=2|offered list changed: .* [12] changed)'"
                                + " /var/log/keelson.log");
        assertThat(node.vfSettings()).isEqualTo(clean);
        node.startPod("left", "keelson.io/fast");
        node.startPod("right", "keelson.io/fast");
        node.awaitRunning("left");
        node.awaitRunning("right");
        assertThat(node.inPod("left", "ping -c 3 " + node.addressInPod("right", "net1")))
                .contains(" 0% packet loss");
    }

    private void release(String pod) {
        node.endPod(pod);
        node.guest().await("its VFs to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
    }

    private String group(String bus) {
        return node.guest()
                .run("basename $(readlink /sys/bus/pci/devices/0000:" + bus + ":10.2/iommu_group)")
                .strip();
    }
}
