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
 * What happens to PFs while pods run: a link lost, VFs that come late, a NIC pulled and put back. One agent sees all of it, and kubelet is
 * asked what it was told.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PfEventsTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String FOLLOW = "keelson.io/follow";
    private static final String IGNORE = "keelson.io/ignore";
    private static final String LATER = "keelson.io/later";

    /** A link counts as there for good after five seconds. */
    private static final String STABLE =
            "for i in $(seq 30); do [ $(cat /sys/class/net/eth0/carrier) = 1 ] || exit 1; sleep 0.2; done";

    /** The kernel gives a recovery up where a function on the link has no driver, as a VF has none while it is set back. */
    private static final String SETTLED = "for i in $(seq 25); do"
            + " [ $(ls -d /sys/bus/pci/devices/0000:41:10.*/driver | wc -l) = 3 ] || exit 1; sleep 0.2; done";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private KubeletView kubelet;

    @SuppressWarnings("NullAway.Init")
    private Timeline times;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.LINKS);
        kubelet = new KubeletView(guest);
        times = Timeline.start(guest);
        node.startAgent(3);
        guest.await("the link of eth0", Node.PATIENCE, "(" + STABLE + ")");
        node.startPod("one", FOLLOW);
        node.awaitRunning("one");
    }

    @Test
    @Order(1)
    void aLostLinkIsToldAndThePodKeepsItsVf() {
        kubelet.awaitDevices(FOLLOW, 3, 3);
        String held = heldBy("one");
        long before = kubelet.lists(IGNORE);

        node.guest().monitor("set_link igb0 off");
        kubelet.awaitDevices(FOLLOW, 3, 1);
        times.tell("link lost", "eth0: <NO-CARRIER,", FOLLOW);
        assertThat(metrics())
                .as("two of three have a reason, and the pod's own has none")
                .contains("keelson_pool_devices_unhealthy{code=\"PF_DOWN\",resource=\"" + FOLLOW + "\"} 2.0")
                .contains("keelson_pool_devices_allocated{resource=\"" + FOLLOW + "\"} 1.0")
                .doesNotContain("device=\"" + held);

        assertThat(kubelet.allocatable(FOLLOW)).as("the pod's own").containsExactly(held);
        assertThat(node.inPod("one", "ip link show net1")).contains("net1: <");

        node.guest().monitor("set_link igb0 on");
        kubelet.awaitDevices(FOLLOW, 3, 3);
        times.tell("link back, and up for five seconds", "eth0: <BROADCAST,MULTICAST,UP,LOWER_UP>", FOLLOW);

        assertThat(metrics()).doesNotContain("keelson_device_unhealthy").contains("keelson_pool_registered{");
        assertThat(heldBy("one")).isEqualTo(held);
        assertThat(kubelet.lists(IGNORE))
                .as("lists of a pool that ignores its links")
                .isEqualTo(before);
        assertThat(kubelet.allocatable(IGNORE)).containsExactly("0000:21:10.6");
    }

    @Test
    @Order(2)
    void vfsThatComeLaterFillThePoolThatWasEmpty() {
        kubelet.awaitDevices(LATER, 0, 0);

        times.mark("numvfs written", "ip link set eth1 up; echo 2 >/sys/class/net/eth1/device/sriov_numvfs");
        kubelet.awaitDevices(LATER, 2, 2);
        times.tell("two VFs made by hand", "numvfs written", LATER);

        node.guest().putText(Configurations.LINKS_AND_LATER, "/etc/keelson/keelson.yaml");
        kubelet.awaitDevices(LATER, 3, 3);

        assertThat(kubelet.allocatable(LATER)).containsExactly("0000:41:10.0", "0000:41:10.2", "0000:41:10.4");
        node.startPod("two", LATER);
        node.awaitRunning("two");
        assertThat(kubelet.of("two")).hasSize(1).isSubsetOf(kubelet.allocatable(LATER));
    }

    @Test
    @Order(3)
    void aNicThatIsPulledTakesItsDevicesAndNobodyElses() {
        long before = kubelet.lists(FOLLOW);

        node.guest().monitor("device_del igb1");
        kubelet.awaitDevices(LATER, 0, 0);
        times.tell("PF gone", "Deleted .* eth1", LATER);

        assertThat(kubelet.allocatable()).doesNotContainKey(LATER);
        assertThat(kubelet.allocatable(FOLLOW)).hasSize(3);
        assertThat(kubelet.lists(FOLLOW)).isEqualTo(before);
        assertThat(node.keelsonAndProblems("status"))
                .containsPattern("0000:41:10\\.\\d +default/two-lab +keelson.io/later +\\(gone\\) +granted")
                .contains("VF_NOT_FOUND 0000:41:10.")
                .endsWith("exit 1\n");
        assertThat(node.keelsonAndProblems("doctor")).contains("there is no PF 'eth1' on this host");
        node.startPod("three", FOLLOW);
        node.awaitRunning("three");
        assertThat(node.addressInPod("three", "net1")).startsWith("10.56.0.");
    }

    @Test
    @Order(4)
    void aNicThatIsPutBackIsSetUpAndOfferedAgain() {
        times.mark("put back", "true");
        node.guest().monitor("device_add igb,id=igb1,netdev=wire1,bus=port1,mac=52:54:00:aa:bb:02");
        kubelet.awaitDevices(LATER, 3, 3);
        times.tell("PF back, and three VFs made", "put back", LATER);

        assertThat(node.log().lines().filter(l -> l.contains("registered with kubelet")))
                .as("nothing was registered anew")
                .hasSize(3);
        node.endPod("two");
        node.guest()
                .await("its grant to end", Node.PATIENCE, "! keelson status | grep -q 'keelson.io/later.* granted'");
        assertThat(kubelet.allocatable(LATER)).hasSize(3);
    }

    /** AER, by an error of the port above it; the kernel resets the link, and igb and igbvf come back. */
    @Test
    @Order(5)
    void aPciErrorIsToldUntilTheKernelHasRecovered() {
        node.guest().await("the VFs of eth1 to be settled", Node.PATIENCE, "(" + SETTLED + ")");
        kubelet.awaitDevices(LATER, 3, 3);
        long before = kubelet.lists(LATER);

        node.guest().monitor("pcie_aer_inject_error port1 MALF_TLP");
        kubelet.awaitOneAfter(before, LATER, 3, 0);
        kubelet.awaitDevices(LATER, 3, 3);

        assertThat(node.guest().run("dmesg")).contains("AER: device recovery successful");
        assertThat(kubelet.allocatable(FOLLOW)).hasSize(3);
    }

    private String metrics() {
        return node.guest().run("curl -sf http://127.0.0.1:9808/metrics");
    }

    private String heldBy(String pod) {
        assertThat(kubelet.of(pod)).hasSize(1);
        String device = kubelet.of(pod).first();
        assertThat(node.keelson("status -o json | jq -r '.vfs[] | select(.pod == \"default/" + pod
                        + "-lab\") | [.vf, .phase] | join(\" \")'"))
                .isEqualTo(device + " attached\n");
        return device;
    }
}
