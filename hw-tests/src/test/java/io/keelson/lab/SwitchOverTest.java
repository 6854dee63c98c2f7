package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import io.keelson.proto.v1beta1.CDIDevice;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A node that had another device plugin gets ours with the same {@code resourceList}, and the other one back: kubelet's account goes
 * on, and so do the pods. Then nodes by CDI, and a kubelet that is not where it is looked for.
 *
 * <p>The other one is a stand-in, or the executable that {@code PEER_DEVICE_PLUGIN} names.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SwitchOverTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String NETDEV = "intel.com/lab_netdev";
    private static final String DPDK = "intel.com/lab_dpdk";
    private static final SortedMap<String, String> VFIO =
            new TreeMap<>(Map.of(DPDK, "0000:21:10.4", DPDK + "_b", "0000:21:10.6", DPDK + "_c", "0000:21:11.0"));
    private static final String CONTAINERS = "ctr -n k8s.io tasks ls | sort";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private KubeletView kubelet;

    @SuppressWarnings("NullAway.Init")
    private OtherPlugin other;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepareUnchained(guest, DISTRIBUTION, "");
        kubelet = new KubeletView(guest);
        other = OtherPlugin.prepare(guest, NETDEV, "0000:21:10.0", "0000:21:10.2", "0000:41:10.0");
        guest.run("rm /etc/keelson/keelson.yaml; for pf in eth0 eth1; do ip link set $pf up; done");
        guest.run("echo 5 >/sys/class/net/eth0/device/sriov_numvfs; echo 1 >/sys/class/net/eth1/device/sriov_numvfs");
        guest.run("for d in /sys/bus/pci/devices/0000:21:1[01].[046]; do case $d in *:10.0) continue;; esac;"
                + " basename $d >$d/driver/unbind; echo vfio-pci >$d/driver_override;"
                + " basename $d >/sys/bus/pci/drivers_probe; done");
        guest.putText(Configurations.RESOURCE_LIST, "/etc/pcidp/config.json");
        guest.putText(Configurations.THREE_VFIO_POOLS, "/etc/pcidp/cdi.json");
    }

    @Test
    @Order(1)
    void anotherDevicePluginServesTwoPods() {
        other.start();
        kubelet.awaitDevices(NETDEV, 3, 3);

        node.startPod("one", NETDEV);
        node.startPod("two", NETDEV);
        node.awaitRunning("one");
        node.awaitRunning("two");

        assertThat(kubelet.allocated()).containsOnlyKeys("default/one-lab", "default/two-lab");
    }

    @Test
    @Order(2)
    void oursTakesOverWhatPodsHaveAndServesTheRest() {
        NavigableSet<String> devices = kubelet.allocatable(NETDEV);
        Map<String, NavigableSet<String>> held = kubelet.allocated();
        String containers = node.guest().run(CONTAINERS);

        long lists = kubelet.lists(NETDEV);

        other.stop();
        node.startAgent(2);
        kubelet.awaitDevicesAfter(lists, NETDEV, 3, 3);

        assertThat(kubelet.allocatable(NETDEV)).isEqualTo(devices);
        assertThat(kubelet.allocated()).isEqualTo(held);
        assertThat(node.guest().run(CONTAINERS)).isEqualTo(containers);
        held.forEach((pod, device) -> assertThat(node.keelson("status"))
                .containsPattern(device.first() + " +" + pod + " +" + NETDEV + " +- +granted"));
        node.startPod("three", NETDEV);
        node.awaitRunning("three");
        assertThat(kubelet.allocated()).hasSize(3).containsAllEntriesOf(held);
        assertThat(devices).containsAll(kubelet.of("three"));

        String ended = kubelet.of("one").first();
        node.endPod("one");
        node.guest().await("its grant to end", Node.PATIENCE, "! keelson status | grep -q '^" + ended + " .* granted'");
        assertThat(node.log()).contains("vf=" + ended + " grant ended");
    }

    @Test
    @Order(3)
    void anAgentThatIsReadyTakesTheOthersPlace() {
        Map<String, NavigableSet<String>> held = kubelet.allocated();
        NavigableSet<String> devices = kubelet.allocatable(NETDEV);
        String containers = node.guest().run(CONTAINERS);
        long lists = kubelet.lists(NETDEV);

        node.replaceAgent();

        assertThat(node.agentExit()).isEqualTo("0\n");
        kubelet.awaitDevicesAfter(lists, NETDEV, 3, 3);
        assertThat(kubelet.allocatable(NETDEV)).isEqualTo(devices);
        assertThat(kubelet.allocated()).isEqualTo(held);
        assertThat(node.guest().run(CONTAINERS)).isEqualTo(containers);
        held.forEach((pod, device) -> assertThat(node.keelson("status"))
                .containsPattern(device.first() + " +" + pod + " +" + NETDEV + " +- +granted"));
    }

    @Test
    @Order(4)
    void andBack() {
        Map<String, NavigableSet<String>> held = kubelet.allocated();
        String containers = node.guest().run(CONTAINERS);

        long lists = kubelet.lists(NETDEV);

        node.stopAgent("TERM");
        other.start();
        kubelet.awaitDevicesAfter(lists, NETDEV, 3, 3);

        assertThat(kubelet.allocated()).isEqualTo(held).containsOnlyKeys("default/two-lab", "default/three-lab");
        assertThat(node.guest().run(CONTAINERS)).isEqualTo(containers);
        node.startPod("four", NETDEV);
        node.awaitRunning("four");
        assertThat(kubelet.allocated()).hasSize(3).containsAllEntriesOf(held);
        other.stop();
    }

    @Test
    @Order(5)
    void byItsFlagsAloneKubeletFindsOursAndTheRuntimeAddsNodesByCdi() throws InvalidProtocolBufferException {
        node.startAsDevicePlugin("--config-file=/etc/pcidp/cdi.json --use-cdi", 3);
        String groups = "for d in " + String.join(" ", VFIO.values())
                + "; do basename $(readlink /sys/bus/pci/devices/$d/iommu_group); done";
        List<String> nodes = Stream.concat(node.guest().run(groups).lines(), Stream.of("vfio"))
                .toList();
        assertThat(node.guest().run("cd /var/lib/kubelet; ls plugins_registry; ls device-plugins"))
                .startsWith("intel.com_lab_dpdk.sock\nintel.com_lab_dpdk_b.sock\nintel.com_lab_dpdk_c.sock\n")
                .containsOnlyOnce("lab_dpdk.sock");

        node.startPodOfEach("cdi", VFIO.keySet());
        node.awaitRunning("cdi");

        assertThat(node.inPod("cdi", "ls /dev/vfio").split("\\s+")).containsExactlyInAnyOrderElementsOf(nodes);
        assertThat(node.inPod("cdi", "env")).contains("PCIDEVICE_INTEL_COM_LAB_DPDK=0000:21:10.4\n");
        for (Map.Entry<String, String> pool : VFIO.entrySet()) {
            ContainerAllocateResponse answer = answerTo(pool.getKey());
            String device = "intel.com/net-pci=" + pool.getValue();
            assertThat(answer.getDevicesList())
                    .as("nodes that kubelet was told")
                    .isEmpty();
            assertThat(answer.getAnnotationsMap())
                    .containsEntry(
                            "cdi.k8s.io/intel.com_net-pci_" + pool.getKey().substring("intel.com/".length()), device);
            assertThat(answer.getCdiDevicesList())
                    .extracting(CDIDevice::getName)
                    .containsExactly(device);
        }

        long lists = kubelet.lists(DPDK);
        node.guest().run("/lab/kubelet restart KILL", Node.PATIENCE);
        kubelet.awaitDevicesAfter(lists, DPDK, 1, 1);
        assertThat(kubelet.of("cdi")).containsExactlyElementsOf(VFIO.values());
        node.stopAgent("TERM");
        assertThat(node.guest().run("ls /var/lib/kubelet/plugins_registry")).isEmpty();
    }

    @Test
    @Order(6)
    void aKubeletThatIsElsewhereIsNamed() {
        node.guest()
                .run(
                        "/lab/kubelet stop; sed -i 's/ --v=/ --root-dir=\\/var\\/lib\\/elsewhere --v=/' /lab/kubelet;"
                                + " rm -r /var/lib/kubelet/pod-resources; mkdir /var/lib/elsewhere; mount -t tmpfs tmpfs /var/lib/elsewhere;"
                                + " /lab/kubelet start",
                        Node.PATIENCE);

        node.startAgentAlone();

        assertThat(node.log())
                .contains("KUBELET_ELSEWHERE /var/lib/kubelet/pod-resources/kubelet.sock: ", "/var/lib/elsewhere");
    }

    /** What was answered when a device of this resource was allocated, as kubelet keeps it. */
    private ContainerAllocateResponse answerTo(String resource) throws InvalidProtocolBufferException {
        String kept = node.guest()
                .run("jq -r '.Data.PodDeviceEntries[] | select(.ResourceName == \"" + resource + "\") | .AllocResp'"
                        + " /var/lib/kubelet/device-plugins/kubelet_internal_checkpoint");
        return ContainerAllocateResponse.parseFrom(Base64.getMimeDecoder().decode(kept));
    }
}
