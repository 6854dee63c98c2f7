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

/**
 * RDMA in a pod, with real character devices: soft-RoCE over the netdevs of VFs. The kernel ends such a device when its netdev
 * moves to another network namespace, so the netdevs stay on the host here.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SoftRoceTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String RDMA = "keelson.io/rdma";
    private static final String FIRST = "0000:21:10.0";
    private static final String SECOND = "0000:21:10.2";
    private static final String DEVICE_INFO =
            "/var/run/k8s.cni.cncf.io/devinfo/dp/keelson.io-rdma-0000:21:10.0-device.json";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepareUnchained(guest, DISTRIBUTION, Configurations.RDMA);
        guest.run("modprobe -a rdma_rxe rdma_ucm ib_umad");
        node.startAgent(2);
    }

    @Test
    @Order(1)
    void withoutRdmaDevicesThePoolIsEmpty() {
        assertThat(node.log()).contains("resource=keelson.io/rdma devices=0 healthy=0 registered");
    }

    @Test
    @Order(2)
    void aVfJoinsItsPoolWhenItGetsAnRdmaDevice() {
        addRxe("rxe0", FIRST);
        addRxe("rxe1", SECOND);
        awaitDevices(2);
    }

    @Test
    @Order(3)
    void aPodGetsTheNodesOfItsOwnDeviceAlone() {
        node.startPod("verbs", RDMA);
        node.startPod("plain", "keelson.io/plain");
        node.awaitRunning("verbs");
        node.awaitRunning("plain");

        assertThat(node.devicesInPod("verbs", RDMA)).containsExactly(FIRST);
        assertThat(node.inPod("verbs", "ls /dev/infiniband").split("\\s+"))
                .containsExactlyInAnyOrder("rdma_cm", "umad0", "uverbs0");
        assertThat(node.inPod("verbs", "sh -c 'exec 3<>/dev/infiniband/uverbs0 && echo opened'"))
                .isEqualTo("opened\n");
        assertThat(node.inPod("verbs", "env"))
                .contains("\"rdma\":{", "\"rdma_dev\":\"rxe0\"", "\"uverbs\":\"/dev/infiniband/uverbs0\"");
        assertThat(node.inPod("plain", "ls /dev")).doesNotContain("infiniband");
    }

    @Test
    @Order(4)
    void theLinkOfAHeldVfIsItsOwnersAffair() {
        node.guest().run("ip link set $(ls /sys/bus/pci/devices/" + FIRST + "/net) up");
        node.guest().await("rxe0 to be active", Node.PATIENCE, "rdma link show rxe0/1 | grep -q 'state ACTIVE'");
    }

    @Test
    @Order(4)
    void deviceInfoTellsTheRdmaDevice() {
        assertThat(node.guest().run("jq -c '[.type, .pci.\"pci-address\", .pci.\"rdma-device\"]' " + DEVICE_INFO))
                .isEqualTo("[\"pci\",\"" + FIRST + "\",\"rxe0\"]\n");
    }

    @Test
    @Order(5)
    void withoutItsDeviceAFreeVfLeaves() {
        node.guest().run("rdma link del rxe1");
        awaitDevices(1);
        assertThat(node.keelson("status")).contains("default/verbs-lab");
        assertThat(node.guest().run("rdma link show rxe0/1")).contains("state ACTIVE");
    }

    private void awaitDevices(int count) {
        node.guest()
                .await(
                        count + " devices at kubelet",
                        Node.PATIENCE,
                        "[ $(jq '.Data.RegisteredDevices[\"" + RDMA
                                + "\"] | length' /var/lib/kubelet/device-plugins/kubelet_internal_checkpoint) = "
                                + count
                                + " ]");
    }

    private void addRxe(String name, String vf) {
        node.guest()
                .run("n=$(ls /sys/bus/pci/devices/" + vf + "/net) && rdma link add " + name + " type rxe netdev $n");
    }
}
