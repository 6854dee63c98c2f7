package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Node;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The agent from its image under containerd and a real kubelet, given what the chart gives it and nothing more: the main job,
 * a newer image in the place of an older one, and what is said where something is left out.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImageTest {
    private static final String NEWER = "docker.io/keelson/agent:newer";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private AgentPod agent;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) throws Exception {
        node = Node.ofPods(guest);
        agent = AgentPod.prepare(guest);
    }

    @Test
    @Order(1)
    void anInstallationThatCannotBeWholeLeavesNothing() {
        node.guest().run("printf 'sriov-cni' >/opt/cni/bin/sriov");
        assertThat(agent.refusal("foreign", spec -> withArgs(spec, "install", "--as-sriov")))
                .contains("CNI_FILE_FOREIGN /opt/cni/bin/sriov: ", "next: ", "--replace");
        assertThat(agent.refusal("readonly", spec -> mount(spec, "/initContainers/0", "cni-bin")
                        .put("readOnly", true)))
                .contains("CNI_DIRECTORY_UNUSABLE /opt/cni/bin: cannot be written");
        assertThat(node.guest().exec("ls -A /opt/cni/bin | grep -i keelson").out())
                .isEmpty();
        node.guest().run("rm /opt/cni/bin/sriov");
    }

    @Test
    @Order(2)
    void anAgentWithoutWhatItNeedsSaysSoAndTouchesNothing() {
        assertThat(agent.refusal("poor", ImageTest::leaveOut))
                .contains(
                        "CAPABILITY_MISSING CAP_SYS_CHROOT: is needed to run IPAM plugins in the host's mount namespace",
                        "NAMESPACE_FOREIGN network namespace: is not the host's",
                        "MOUNT_MISSING /sys: is mounted read-only",
                        "MOUNT_MISSING /run/netns: does not show what the host mounts below it later",
                        "MOUNT_MISSING /var/lib/keelson: is not the host's")
                .contains("next: add SYS_CHROOT to securityContext.capabilities")
                .doesNotContain("CAP_NET_ADMIN", "agent is ready");
        assertThat(node.guest().run("cat /sys/bus/pci/devices/0000:*:00.0/sriov_numvfs"))
                .isEqualTo("0\n0\n");
        node.guest().run("rm -f /opt/cni/bin/keelson");
    }

    private static void leaveOut(ObjectNode spec) {
        spec.put("hostNetwork", false);
        drop((ArrayNode) spec.at("/containers/0/securityContext/capabilities/add"), "SYS_CHROOT");
        mount(spec, "/containers/0", "sys").put("readOnly", true);
        mount(spec, "/containers/0", "netns").put("mountPropagation", "None");
        mount(spec, "/containers/0", "state").put("mountPath", "/var/lib/elsewhere");
    }

    /** The switch is a file below {@code /proc/sys}, which a container that is not privileged cannot write to. */
    @Test
    @Order(3)
    void startsAndGivesAddressesOfIpv6WhereASandboxHasItOff() {
        agent.run(AgentPod.IMAGE);
        assertThat(node.guest().run("stat -c %a /opt/cni/bin/keelson")).isEqualTo("755\n");
        node.guest()
                .run("cp -p /opt/cni/bin/keelson /opt/cni/bin/sriov && ip netns add six"
                        + " && ip netns exec six sh -c 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6'");
        MetaPlugin multus = new MetaPlugin(node.guest());
        String asked = MetaPlugin.config(
                "0000:41:10.0", "\"ipam\":{\"type\":\"static\",\"addresses\":[{\"address\":\"fd09::2/64\"}]}");
        assertThat(multus.add("six", asked))
                .satisfies(r -> assertThat(r.ok()).as("%s", r).isTrue());
        assertThat(node.guest().run("ip netns exec six ip -6 addr show net1")).contains("inet6 fd09::2/64");
        assertThat(multus.del("six", asked).ok()).isTrue();
        node.guest().run("rm /opt/cni/bin/sriov; ip netns del six");
    }

    @Test
    @Order(4)
    void doesTheMainJobFromItsImage() {
        node.chain("+ [{\"type\": \"keelson\"}]");
        node.guest()
                .await(
                        "two registrations",
                        Node.PATIENCE,
                        "[ $(grep -c 'registered with kubelet' $(ls -t"
                                + " /var/log/pods/kube-system_keelson-lab_*/agent/*.log | head -n 1)) -ge 2 ]");
        clean = node.vfSettings();
        node.startPod("left", "keelson.io/fast");
        node.startPod("right", "keelson.io/fast");
        node.startPod("dpdk", "keelson.io/dpdk");
        node.awaitRunning("left");
        node.awaitRunning("right");
        node.awaitRunning("dpdk");

        assertThat(node.inPod("left", "ping -c 3 " + node.addressInPod("right", "net1")))
                .contains(" 0% packet loss");
        assertThat(node.inPod("dpdk", "ls /dev/vfio").lines()).hasSize(2);
        assertThat(node.guest().run("ls /var/lib/cni/networks/keelson-keelson.io-fast | grep -c '^10'"))
                .as("the IPAM plugin wrote on the host")
                .isEqualTo("2\n");
    }

    /** What a container of the chart has, as the kernel tells it. */
    @Test
    @Order(5)
    void hasNoMoreRightsThanItIsGiven() {
        String status = node.guest().run("cat /proc/$(pgrep -x java)/status");
        assertThat(status)
                .containsPattern("CapEff:\t00000000002c3002\n")
                .containsPattern("CapBnd:\t00000000002c3002\n")
                .containsPattern("Seccomp:\t2\n");
        assertThat(node.guest().run("grep ' / / ' /proc/$(pgrep -x java)/mountinfo"))
                .as("its root")
                .containsPattern(" / / ro,");
    }

    @Test
    @Order(6)
    void aNewerImageTakesItsPlaceAndPodsKeepTheirNetwork() {
        String right = node.addressInPod("right", "net1");
        String before = node.inPod("left", "ip addr show net1");
        node.guest().run("ctr -n k8s.io images tag " + AgentPod.IMAGE + " " + NEWER);

        agent.follow(NEWER);

        assertThat(node.inPod("left", "ip addr show net1")).isEqualTo(before);
        assertThat(node.inPod("left", "ping -c 3 " + right)).contains(" 0% packet loss");
        assertThat(agent.log()).contains("agent is ready").doesNotContain("SEVERE");
        assertThat(agent.keelson("status")).contains("default/left-lab", "default/right-lab", "default/dpdk-lab");
    }

    @Test
    @Order(7)
    void itsPodsGiveTheirVfsBack() {
        List.of("left", "right", "dpdk").forEach(node::endPod);
        node.guest().await("every VF to be free", Node.PATIENCE, "[ -z \"$(ls -A /run/keelson/attached)\" ]");
        assertThat(node.vfSettings()).isEqualTo(clean).hasLineCount(6);
        assertThat(agent.keelson("uninstall 2>&1 || true")).contains("CNI_STILL_NEEDED /etc/cni/net.d/10-lab.conflist");
        agent.stop();
    }

    private static void withArgs(ObjectNode spec, String... args) {
        ArrayNode given = ((ObjectNode) spec.at("/initContainers/0")).putArray("args");
        List.of(args).forEach(given::add);
    }

    private static ObjectNode mount(ObjectNode spec, String container, String name) {
        for (JsonNode mount : spec.at(container + "/volumeMounts")) {
            if (mount.path("name").asText().equals(name)) {
                return (ObjectNode) mount;
            }
        }
        throw new AssertionError("no mount " + name);
    }

    private static void drop(ArrayNode words, String word) {
        for (Iterator<JsonNode> each = words.iterator(); each.hasNext(); ) {
            if (each.next().asText().equals(word)) {
                each.remove();
            }
        }
    }
}
