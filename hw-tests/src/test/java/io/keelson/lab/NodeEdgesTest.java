package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The edges of a node's life beside a real kubelet: the gate, grants that end, restarts, and what doctor finds. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeEdgesTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String DPDK = "0000:21:10.4";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.GATED);
        node.chain("- [{\"type\": \"keelson\"}]");
        node.startAgent(3);
    }

    @Test
    @Order(1)
    void podThatIsNotAttachedDoesNotStart() {
        node.startPod("held", "keelson.io/fast");
        node.startPod("open", "keelson.io/open");
        node.startPod("dpdk", "keelson.io/dpdk");

        node.awaitRunning("open");
        node.awaitRunning("dpdk");
        assertThat(node.awaitHeldBack("held", "DEVICE_NOT_ATTACHED"))
                .contains("is not attached in a live sandbox: no sandbox holds it");
        assertThat(node.log())
                .containsPattern("resource=keelson.io/fast problem=DEVICE_NOT_ATTACHED 0000:[24]1:10.0: ");
        assertThat(node.keelsonAndProblems("doctor"))
                .contains("CONFLIST_MISSING")
                .endsWith("exit 1\n");
    }

    @Test
    @Order(2)
    void statusNamesWhomKubeletGaveWhat() {
        assertThat(node.keelson("status").lines())
                .anySatisfy(l -> assertThat(l).matches("VF +POD +RESOURCE +AS +PHASE +SINCE"))
                .anySatisfy(l -> assertThat(l)
                        .matches(DPDK + "  default/dpdk-lab +keelson.io/dpdk  vfio  granted  \\d{4}-\\S+Z"));
        assertThat(node.keelson("status -o json | jq -c '.vfs[] | select(.vf == \"" + DPDK
                        + "\") | [.pod, .resource, .as, .phase]'"))
                .isEqualTo("[\"default/dpdk-lab\",\"keelson.io/dpdk\",\"vfio\",\"granted\"]\n");
    }

    @Test
    @Order(3)
    void grantEndsWhenThePodIsGoneAndItsGroupClosed() {
        node.guest()
                .run(
                        "g=$(basename $(readlink /sys/bus/pci/devices/" + DPDK + "/iommu_group));"
                                + " (exec 3<>/dev/vfio/$g; exec setsid sleep 100000) >/dev/null 2>&1 & echo $! >/run/lab/opener");
        node.guest().run("ip link set eth0 vf 2 trust on");
        node.endPod("dpdk");
        node.endPod("open");
        node.guest()
                .await(
                        "the grant of 'open' to end",
                        Node.PATIENCE,
                        "! keelson status | grep -q 'keelson.io/open.* granted'");
        assertThat(node.keelson("status")).as("its group is open").contains(DPDK);

        node.guest().run("kill $(cat /run/lab/opener)");

        node.guest()
                .await(
                        "the grant of 'dpdk' to end",
                        Node.PATIENCE,
                        "! keelson status | grep -q 'keelson.io/dpdk.* granted'");
        assertThat(node.guest().run("ip link show eth0")).containsPattern("vf 2 .*trust off");
        assertThat(node.keelson("journal")).containsPattern("record +grant +" + DPDK + " grant of \\S+ over");
        assertThat(node.keelson("journal -o json | grep -c '^{\"type\":\"'")).isNotEqualTo("0\n");
    }

    @Test
    @Order(4)
    void withTheEntryInPlacePodsAreAttachedWithoutARestartOfTheAgent() {
        node.endPod("held");
        node.chain("+ [{\"type\": \"keelson\"}]");
        node.startPod("left", "keelson.io/fast");
        node.startPod("again", "keelson.io/dpdk");
        node.awaitRunning("left");
        node.awaitRunning("again");

        assertThat(node.addressInPod("left", "net1")).startsWith("10.56.0.");
        assertThat(node.keelson("status"))
                .containsPattern("0000:[24]1:10.0 +default/left-lab +keelson.io/fast +net1 +attached")
                .containsPattern(DPDK + " +default/again-lab +keelson.io/dpdk +vfio +attached");
        assertThat(node.keelsonAndProblems("doctor"))
                .as("a limit that is low in any guest, and nothing that keeps pods from VFs")
                .containsPattern("(?m)^memlock +warning ")
                .doesNotContainPattern("(?m)^\\S+ +problem ")
                .endsWith("exit 0\n");
    }

    @Test
    @Order(5)
    void kubeletComesBackAndPodsKeepTheirNetwork() {
        String before = node.inPod("left", "ip addr show net1");

        node.guest().run("/lab/kubelet restart", Node.PATIENCE);

        node.awaitRegistered(6);
        assertThat(node.log()
                        .lines()
                        .filter(l -> l.contains("registered with kubelet"))
                        .skip(3))
                .anySatisfy(l -> assertThat(l).contains("resource=keelson.io/fast devices=2 healthy=2"))
                .anySatisfy(l -> assertThat(l).contains("resource=keelson.io/dpdk devices=1 healthy=1"));
        node.startPod("right", "keelson.io/fast");
        node.awaitRunning("right");
        assertThat(node.inPod("left", "ip addr show net1")).isEqualTo(before);
        assertThat(node.inPod("left", "ping -c 3 " + node.addressInPod("right", "net1")))
                .contains(" 0% packet loss");
    }

    @Test
    @Order(6)
    void applyReportsWhatTheRunningAgentDid() {
        node.guest().run("ip link set eth0 vf 1 trust on");
        assertThat(node.keelsonAndProblems("apply")).endsWith("exit 0\n");

        node.guest().run("sed -i 's/vfs: 1/vfs: 2/' /etc/keelson/keelson.yaml");
        assertThat(node.keelsonAndProblems("apply"))
                .as("a pod holds the one VF there is")
                .contains("NUMVFS_BUSY /etc/keelson/keelson.yaml")
                .endsWith("exit 1\n");
        node.guest().run("echo 'polls: []' >> /etc/keelson/keelson.yaml");
        assertThat(node.keelsonAndProblems("apply"))
                .as("refused as a whole, so that the pod hinders nothing either")
                .contains("CONFIG_UNKNOWN_KEY /etc/keelson/keelson.yaml")
                .endsWith("exit 1\n");
        node.guest().run("sed -i -e '/polls/d' -e 's/vfs: 2/vfs: 1/' /etc/keelson/keelson.yaml");
        assertThat(node.keelsonAndProblems("apply")).endsWith("exit 0\n");
    }

    @Test
    @Order(7)
    void agentEndsCleanlyOnSigterm() {
        node.stopAgent("TERM");

        assertThat(node.agentExit()).isEqualTo("0\n");
        assertThat(node.guest()
                        .exec("ls /var/lib/kubelet/device-plugins/*keelson*.sock")
                        .ok())
                .isFalse();
        assertThat(node.log().lines())
                .as("one line an event, ours alone")
                .allMatch(l -> l.matches("\\d{4}-\\S+Z (INFO|WARNING) .*"))
                .noneMatch(l -> l.contains("netty") || l.contains("SLF4J"));
    }

    @Test
    @Order(8)
    void doctorFindsWhatIsBroken() {
        node.guest().run("/lab/kubelet stop; rm -f /var/lib/kubelet/device-plugins/kubelet.sock");
        node.guest().run("ip link set eth1 down; echo 0000:21:10.2 >/sys/bus/pci/devices/0000:21:10.2/driver/unbind");
        node.chain("| (.[-1].vlan = 7)");

        String codes = node.keelson("doctor -o json | jq -r '.findings[] | select(.result == \"problem\") |"
                + " [.check, .problems[].code] | join(\" \")'");

        assertThat(codes.lines())
                .contains("pf-link PF_DOWN")
                .anyMatch(l -> l.matches("vf-driver (VF_WITHOUT_DRIVER|DRIVER_NOT_BOUND)"))
                .contains("kubelet KUBELET_SOCKET_MISSING AGENT_NOT_RUNNING")
                .contains("conflist CONFLIST_DRIFTED");
    }

    @Test
    @Order(9)
    void doctorFindsNoPfAtAll() {
        node.guest().run("for pf in 21 41; do echo 1 >/sys/bus/pci/devices/0000:$pf:00.0/remove; done");

        assertThat(node.keelson(
                        "doctor -o json | jq -r '.findings[] | select(.check == \"sriov-pf\") | .problems[].code'"))
                .isEqualTo("NO_SRIOV_PF\n");
    }
}
