package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The main job on a kernel that really creates VFs, with a real kubelet: from two bare PFs to pods, and back. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MainJobTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");

    /** Messages for an IPv4 address without routes; docs/benchmarks.md lists them. */
    private static final int NETLINK_ADD = 12;

    private static final int NETLINK_DEL = 7;

    /** A list that changes while it is read is asked for again. */
    private static final int INTERRUPTED = 1;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.TWO_POOLS);
    }

    @Test
    @Order(1)
    void inventoryShowsTwoBarePfs() {
        assertThat(node.keelson(
                        "inventory -o json | jq -c '.pfs[] | [.pciAddress, .netdev, .numaNode, .totalVfs, .numVfs]'"))
                .isEqualTo("[\"0000:21:00.0\",\"eth0\",0,7,0]\n[\"0000:41:00.0\",\"eth1\",1,7,0]\n");
    }

    @Test
    @Order(2)
    void planChangesNothing() {
        assertThat(node.keelson("plan")).contains("sriov_numvfs = 3", "driver_override = vfio-pci");
        assertThat(node.guest().run("cat /sys/bus/pci/devices/0000:21:00.0/sriov_numvfs"))
                .isEqualTo("0\n");
    }

    @Test
    @Order(3)
    void agentCreatesVfsAndRegisters() {
        node.startAgent(2);
        assertThat(node.guest().run("cat /sys/bus/pci/devices/0000:*:00.0/sriov_numvfs"))
                .isEqualTo("3\n3\n");
        clean = node.vfSettings();
        assertThat(node.keelson("plan")).contains("Nothing to do");
        assertThat(node.log()).contains("resource=keelson.io/fast devices=2 healthy=2");
        assertThat(node.log()).contains("resource=keelson.io/dpdk devices=2 healthy=2");
    }

    @Test
    @Order(4)
    void podsThatAskForTheResourceReachEachOtherOverTheirVfs() {
        node.startPod("left", "keelson.io/fast");
        node.startPod("right", "keelson.io/fast");
        node.startPod("dpdk", "keelson.io/dpdk");
        node.awaitRunning("left");
        node.awaitRunning("right");
        assertThat(node.inPod("left", "ping -c 5 " + node.addressInPod("right", "net1")))
                .contains(" 0% packet loss");
        assertThat(node.inPod("left", "env")).containsPattern("PCIDEVICE_KEELSON_IO_FAST=0000:[24]1:10.0");
    }

    @Test
    @Order(5)
    void aPodGetsItsVfioGroup() {
        node.awaitRunning("dpdk");
        String address = node.inPod("dpdk", "env")
                .lines()
                .filter(l -> l.startsWith("PCIDEVICE_KEELSON_IO_DPDK="))
                .findFirst()
                .orElseThrow()
                .substring("PCIDEVICE_KEELSON_IO_DPDK=".length())
                .strip();
        String group = node.guest()
                .run("basename $(readlink /sys/bus/pci/devices/" + address + "/iommu_group)")
                .strip();
        assertThat(node.inPod("dpdk", "ls /dev/vfio").split("\\s+")).containsExactlyInAnyOrder("vfio", group);
        assertThat(node.keelson("status")).contains("default/dpdk-lab");
    }

    @Test
    @Order(5)
    void anAttachmentAsksAndExecutesNoMoreThanNeeded() {
        assertThat(costs("attached")).hasSizeGreaterThan(1).allSatisfy(cost -> assertThat(cost)
                .contains(" looks=3 ", " pf_dumps=0 ", " execs=1 ", " fsyncs=0 ")
                .satisfies(c -> assertThat(number(c, "netlink")).isLessThanOrEqualTo(NETLINK_ADD + INTERRUPTED)));
    }

    @Test
    @Order(6)
    void killedAndRestartedTheAgentLeavesPodsAlone() {
        String right = node.addressInPod("right", "net1");
        String before = node.inPod("left", "ip addr show net1");
        node.stopAgent("KILL");
        assertThat(node.inPod("left", "ping -c 3 " + right)).contains(" 0% packet loss");
        node.startAgent(2);
        assertThat(node.inPod("left", "ip addr show net1")).isEqualTo(before);
        assertThat(node.keelson("status -o json | jq -r '.vfs[].pod' | sort"))
                .isEqualTo("default/dpdk-lab\ndefault/left-lab\ndefault/right-lab\n");
    }

    @Test
    @Order(7)
    void deletedPodsGiveTheirVfsBackOnTheBaseline() {
        node.endPod("left");
        node.endPod("right");
        node.endPod("dpdk");
        node.guest().await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
        assertThat(node.vfSettings()).isEqualTo(clean).hasLineCount(6);
        assertThat(node.keelson("plan")).contains("Nothing to do");
        assertThat(
                        node.keelson(
                                "inventory -o json | jq -c '[.pfs[].vfs[] | select(.driver == \"igbvf\") | .netdev] | map(startswith(\"eth\")) | all'"))
                .isEqualTo("true\n");
        assertThat(node.guest()
                        .exec("ls /var/lib/cni/networks/keelson-keelson.io-fast | grep -c '^10'")
                        .out())
                .as("addresses given back")
                .isEqualTo("0\n");
    }

    @Test
    @Order(8)
    void aReleaseAsksAndExecutesNoMoreThanNeeded() {
        assertThat(costs("released")).hasSizeGreaterThan(1).allSatisfy(cost -> assertThat(cost)
                .contains(" looks=4 ", " pf_dumps=1 ", " execs=1 ", " fsyncs=0 ")
                .satisfies(c -> assertThat(number(c, "netlink")).isLessThanOrEqualTo(NETLINK_DEL + INTERRUPTED)));
    }

    @Test
    @Order(9)
    void theAgentEndsCleanlyOnSigterm() {
        node.stopAgent("TERM");
        assertThat(node.guest()
                        .exec("ls /var/lib/kubelet/device-plugins/*fast*.sock")
                        .ok())
                .isFalse();
        assertThat(node.keelsonAndProblems("apply")).contains("as configured").contains("exit 0");
    }

    /** What the agent logged of attachments with addresses, the vfio pod's aside. */
    private List<String> costs(String what) {
        return node.log()
                .lines()
                .filter(line -> line.endsWith(" " + what) && !line.contains(" ipam_us=0 "))
                .toList();
    }

    private static int number(String cost, String key) {
        Matcher found = Pattern.compile(" " + key + "=(\\d{1,6}) ").matcher(cost);
        assertThat(found.find()).as(cost).isTrue();
        return Integer.parseUnsignedInt(found.group(1));
    }
}
