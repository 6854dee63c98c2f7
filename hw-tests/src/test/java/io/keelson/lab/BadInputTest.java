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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad input on a node configured by a {@code resourceList}, whose VFs were made by hand as its users do: each has its code,
 * its object, its next step and its exit code, and the host stays as it was.
 */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BadInputTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String SOCKET = "/var/lib/kubelet/device-plugins/kubelet.sock";
    private static final String CHECKPOINT = "/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    @SuppressWarnings("NullAway.Init")
    private String before;

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, "");
        guest.run("rm /etc/keelson/keelson.yaml; for pf in eth0 eth1; do ip link set $pf up; done");
        guest.run("echo 3 >/sys/class/net/eth0/device/sriov_numvfs; echo 2 >/sys/class/net/eth1/device/sriov_numvfs");
        guest.run("for d in /sys/bus/pci/devices/0000:21:10.4; do basename $d >$d/driver/unbind;"
                + " echo vfio-pci >$d/driver_override; basename $d >/sys/bus/pci/drivers_probe; done");
        guest.await("the PFs' links", Node.PATIENCE, "[ $(cat /sys/class/net/eth[01]/carrier | grep -c 1) = 2 ]");
        before = host();
    }

    @ParameterizedTest
    @EnumSource
    @Order(1)
    void configurationIsRefusedAndNothingChanged(BadInput bad) {
        bad.files().forEach((path, text) -> node.guest().putText(text, path));

        String said = node.keelsonAndProblems(bad.command());

        node.guest().run("rm -f " + String.join(" ", bad.files().keySet()));
        assertThat(said).contains(bad.expected()).contains("; next: ").endsWith("exit 1\n");
        assertThat(host()).isEqualTo(before);
    }

    @Test
    @Order(2)
    void agentWithoutKubeletWaitsAndRegistersWhenItComes() {
        node.guest().putText(Configurations.RESOURCE_LIST, "/etc/pcidp/config.json");
        node.guest().run("/lab/kubelet stop; rm -f " + SOCKET);
        node.startAgentAlone();
        node.awaitLog("problem=KUBELET_SOCKET_MISSING " + SOCKET);
        assertThat(node.keelsonAndProblems("doctor"))
                .contains("KUBELET_SOCKET_MISSING " + SOCKET)
                .endsWith("exit 1\n");

        node.guest().run("/lab/kubelet start", Node.PATIENCE);

        node.awaitRegistered(2);
        assertThat(node.log()).contains("resource=intel.com/lab_netdev devices=3 healthy=3");
        assertThat(node.log()).contains("resource=intel.com/lab_dpdk devices=1 healthy=1");
        assertThat(node.keelsonAndProblems("doctor"))
                .doesNotContain("problem  ")
                .endsWith("exit 0\n");
    }

    @Test
    @Order(3)
    void podGetsItsDeviceAsFromThePeer() {
        node.startPod("peer", "intel.com/lab_netdev");
        node.startPod("userspace", "intel.com/lab_dpdk");
        node.awaitRunning("peer");
        node.awaitRunning("userspace");

        assertThat(node.inPod("peer", "env"))
                .containsPattern("(?m)^PCIDEVICE_INTEL_COM_LAB_NETDEV=0000:(21:10\\.[02]|41:10\\.0)$");
        assertThat(node.inPod("userspace", "env")).contains("PCIDEVICE_INTEL_COM_LAB_DPDK=0000:21:10.4\n");
        assertThat(node.inPod("userspace", "ls /dev/vfio")).contains("vfio");
        assertThat(node.keelson("status"))
                .containsPattern("0000:21:10.4 +default/userspace-lab +intel.com/lab_dpdk +vfio +granted");
    }

    @Test
    @Order(4)
    void cniRequestsWithBadInputAreRefused() {
        String held = host();

        assertThat(node.cni("", "{ this is no JSON"))
                .contains("\"code\":6", "CNI_REQUEST_MALFORMED")
                .endsWith("exit 1\n");
        assertThat(node.cni("-u CNI_NETNS", delegated("0000:21:10.0")))
                .contains("\"code\":4", "CNI_REQUEST_MALFORMED CNI_NETNS")
                .endsWith("exit 1\n");
        assertThat(node.cni("-u CNI_CONTAINERID", delegated("0000:21:10.0"))).contains("\"code\":4", "CNI_CONTAINERID");
        String free = freeDevice();
        assertThat(node.cni("", delegated(podsDevice())))
                .contains("\"code\":7", "DEVICE_NOT_ALLOCATED " + podsDevice())
                .endsWith("exit 1\n");
        assertThat(node.cni("CNI_NETNS=/run/netns/none", delegated(free)))
                .contains("\"code\":101", "NETNS_GONE /run/netns/none")
                .endsWith("exit 1\n");
        assertThat(node.cniOfBytes(2 << 20))
                .contains("\"code\":6", "CNI_REQUEST_TOO_LONG")
                .endsWith("exit 1\n");

        assertThat(host()).isEqualTo(held);
    }

    @Test
    @Order(5)
    void chainedPodWaitsWhileTheCheckpointCannotBeRead() {
        node.guest().run("cp -a " + CHECKPOINT + " /run/lab/checkpoint && echo '{ torn' >" + CHECKPOINT);

        assertThat(node.cni("", chained()))
                .contains("\"code\":11", "CHECKPOINT_UNREADABLE " + CHECKPOINT, "next: ")
                .endsWith("exit 1\n");

        node.guest().run("mv /run/lab/checkpoint " + CHECKPOINT);
        assertThat(node.cni("", chained())).as("a pod without devices passes").endsWith("exit 0\n");
    }

    @Test
    @Order(6)
    void damagedJournalIsKeptAndWhatSomebodyHasIsNotOffered() {
        node.stopAgent("TERM");
        assertThat(node.agentExit()).isEqualTo("0\n");
        node.guest()
                .run("cd /var/lib/keelson && sed -i '2s/[0-9]/x/' journal && printf '0badc0de 12 {\"type' >>journal");
        String free = freeDevice();
        node.guest()
                .run("ip netns add stranger && ip link set $(ls /sys/bus/pci/devices/" + free + "/net) netns stranger");

        node.startAgent(2);

        assertThat(node.log())
                .contains("problem=JOURNAL_CORRUPT /var/lib/keelson/journal: 1 bad line")
                .contains("kept as journal.corrupt-1")
                .contains("problem=JOURNAL_TORN_TAIL")
                .contains("resource=intel.com/lab_netdev devices=3 healthy=2");
        assertThat(node.guest().run("ls /var/lib/keelson")).contains("journal.corrupt-1");
    }

    @Test
    @Order(7)
    void journalOfAnotherVersionStopsTheAgent() {
        node.stopAgent("TERM");
        node.guest()
                .putText(
                        node.guest().getText("/var/lib/keelson/journal") + BadInput.unknownRecord(),
                        "/var/lib/keelson/journal");
        String stopped = host();

        assertThat(node.keelsonAndProblems("agent"))
                .contains("JOURNAL_UNKNOWN_RECORD /var/lib/keelson/journal: line ", "run that version again")
                .endsWith("exit 1\n");

        assertThat(host()).isEqualTo(stopped);
    }

    private String podsDevice() {
        String variable = "PCIDEVICE_INTEL_COM_LAB_NETDEV=";
        String env = node.inPod("peer", "env");
        int at = env.indexOf(variable) + variable.length();
        return env.substring(at, at + "0000:21:10.0".length());
    }

    private String freeDevice() {
        return podsDevice().equals("0000:41:10.0") ? "0000:21:10.0" : "0000:41:10.0";
    }

    /** All that bad input must not change, and the journal with it, but for its first line, which names version and boot. */
    private String host() {
        return node.guest().run("""
                for pf in eth0 eth1; do cat /sys/class/net/$pf/device/sriov_numvfs; ip -d link show $pf; done
                for d in /sys/bus/pci/devices/0000:?1:1*; do ls -l $d/driver $d/net 2>/dev/null; done | sed 's/.* //'
                tail -n +2 /var/lib/keelson/journal 2>/dev/null | md5sum; ls /run/keelson/attached 2>/dev/null; true""");
    }

    private static String delegated(String device) {
        return "{\"cniVersion\": \"1.0.0\", \"name\": \"n\", \"type\": \"keelson\", \"deviceID\": \"" + device + "\"}";
    }

    private static String chained() {
        return "{\"cniVersion\": \"1.0.0\", \"name\": \"n\", \"type\": \"keelson\", \"prevResult\": {\"cniVersion\":"
                + " \"1.0.0\", \"interfaces\": [], \"ips\": []}}";
    }
}
