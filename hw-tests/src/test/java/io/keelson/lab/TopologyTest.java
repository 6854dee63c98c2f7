package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import io.keelson.proto.podresources.ContainerDevices;
import io.keelson.proto.podresources.ListPodResourcesResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Two PFs on two NUMA nodes, as a real kubelet sees them: what we say of topology, what its topology manager makes of it, and
 * that it asks us which devices to take and takes them. The policy is {@code single-numa-node}.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TopologyTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String PACKED = "keelson.io/packed";
    private static final String APART = "keelson.io/apart";
    private static final String NEAR = "keelson.io/near";
    private static final String NODE_0 = "[0]";
    private static final String NODE_1 = "[1]";
    private static final String NOT_SAID = "[]";

    /** Field 3 of ContainerDevices, of which the agent reads nothing: TopologyInfo, a list of NUMANode. */
    private static final int TOPOLOGY = 3;

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepareUnchained(guest, DISTRIBUTION, Configurations.TOPOLOGY);
        guest.run("echo 'topologyManagerPolicy: single-numa-node' >>/etc/kubernetes/kubelet.yaml");
        // It tells at this level that it asks a plugin for its preference.
        guest.run("sed -i 's/--v=2/--v=4/' /lab/kubelet && /lab/kubelet restart", Node.PATIENCE);
        node.startAgent(3);
    }

    @Test
    @Order(1)
    void kubeletKnowsTheNodeOfEachDeviceUnlessThePoolDoesNotTell() throws Exception {
        Map<String, String> known = new TreeMap<>();
        for (ByteString each : messages(asked("GetAllocatableResources"))) {
            ContainerDevices devices = ContainerDevices.parseFrom(each);
            devices.getDeviceIdsList().forEach(id -> known.put(id, nodes(devices)));
        }
        assertThat(known).hasSize(14);
        assertThat(known)
                .containsEntry("0000:21:10.0", NOT_SAID)
                .containsEntry("0000:41:10.6", NOT_SAID)
                .containsEntry("0000:21:11.0", NODE_0)
                .containsEntry("0000:21:11.4", NODE_0)
                .containsEntry("0000:41:11.0", NODE_1)
                .containsEntry("0000:41:11.4", NODE_1);
    }

    @Test
    @Order(2)
    void whatNoNodeHasIsRejectedByOurHints() {
        node.startPod("too-many", NEAR, 4);
        assertThat(node.awaitRejected("too-many")).isEqualTo("TopologyAffinityError");
    }

    @Test
    @Order(3)
    void packTakesBothVfsFromOnePf() {
        assertThat(given("packed", PACKED, 2)).containsExactlyInAnyOrder("0000:21:10.0", "0000:21:10.2");
    }

    @Test
    @Order(3)
    void spreadTakesThemFromTwoPfs() {
        assertThat(given("apart", APART, 2)).containsExactlyInAnyOrder("0000:21:10.4", "0000:41:10.4");
    }

    @Test
    @Order(3)
    void whereTheNodeCountsSpreadStaysOnIt() {
        assertThat(given("near", NEAR, 2)).containsExactlyInAnyOrder("0000:21:11.0", "0000:21:11.2");
        assertThat(given("near-too", NEAR, 2))
                .as("one is left on node 0")
                .containsExactlyInAnyOrder("0000:41:11.0", "0000:41:11.2");
        assertThat(kubeletLog("\"TopologyHints\" .*pod=\"default/near-lab\""))
                .contains("{\"keelson.io/near\":[{\"NUMANodeAffinity\":1,\"Preferred\":true}");
    }

    @Test
    @Order(4)
    void kubeletAskedForOurPreferenceForEachPod() {
        String asked = kubeletLog("Issuing a GetPreferredAllocation call");
        assertThat(asked.lines().map(line -> line.replaceAll(".*resourceName=\"([^\"]*)\".*", "$1")))
                .containsExactlyInAnyOrder(PACKED, APART, NEAR, NEAR);
        assertThat(node.log()).doesNotContain("GetPreferredAllocation");
    }

    @Test
    @Order(4)
    void podResourcesTellTheNodeOfWhatAPodHolds() throws Exception {
        Map<String, String> held = new TreeMap<>();
        ListPodResourcesResponse.parseFrom(asked("List"))
                .getPodResourcesList()
                .forEach(pod -> pod.getContainersList().stream()
                        .flatMap(container -> container.getDevicesList().stream())
                        .forEach(devices -> held.merge(pod.getName(), nodes(devices), String::concat)));
        assertThat(held)
                .containsOnly(
                        entry("packed-lab", NOT_SAID + NOT_SAID),
                        entry("apart-lab", NOT_SAID + NOT_SAID),
                        entry("near-lab", NODE_0 + NODE_0),
                        entry("near-too-lab", NODE_1 + NODE_1));
    }

    private List<String> given(String pod, String resource, int devices) {
        node.startPod(pod, resource, devices);
        node.awaitRunning(pod);
        return node.devicesInPod(pod, resource);
    }

    private String kubeletLog(String pattern) {
        return node.guest().run("grep '" + pattern + "' /var/log/kubelet.log || true");
    }

    /** What kubelet answers to a call without arguments: the message behind the five bytes of gRPC's frame. */
    private byte[] asked(String call) {
        String answer = node.guest()
                .run("printf '\\0\\0\\0\\0\\0' | curl -fsS --http2-prior-knowledge"
                        + " --unix-socket /var/lib/kubelet/pod-resources/kubelet.sock"
                        + " -H 'content-type: application/grpc' -H 'te: trailers' --data-binary @-"
                        + " http://localhost/v1.PodResourcesLister/" + call + " | base64 -w0");
        byte[] frame = Base64.getDecoder().decode(answer);
        return Arrays.copyOfRange(frame, 5, frame.length);
    }

    private static List<ByteString> messages(byte[] answer) throws InvalidProtocolBufferException {
        return UnknownFieldSet.parseFrom(answer).getField(1).getLengthDelimitedList();
    }

    private static String nodes(ContainerDevices devices) {
        return devices.getUnknownFields().getField(TOPOLOGY).getLengthDelimitedList().stream()
                .flatMap(topology -> parsed(topology).getField(1).getLengthDelimitedList().stream())
                .map(node -> parsed(node).getField(1).getVarintList().stream()
                        .findFirst()
                        .orElse(0L))
                .toList()
                .toString();
    }

    private static UnknownFieldSet parsed(ByteString message) {
        try {
            return UnknownFieldSet.parseFrom(message);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
