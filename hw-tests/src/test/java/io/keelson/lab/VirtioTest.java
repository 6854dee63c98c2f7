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

/** NICs of another make: netdevs below a virtio device, PF and VFs with one device id, and no settings of VFs at all. */
@NeedsGuest(kubelet = true, extra = Extra.VIRTIO)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VirtioTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");

    private static final String NETDEVS = """
            for f in /sys/bus/pci/devices/0000:61:00.[123]; do
              for n in $f/virtio*/net/*; do echo ${f##*/} ${n##*/} $(<$n/address) $(<$n/flags); done
            done""";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.VIRTIO);
        guest.run("modprobe virtio_net");
        guest.await("the PF's netdev", Node.PATIENCE, "[ -e /sys/class/net/eth2 ]");
    }

    @Test
    @Order(1)
    void thePfIsFound() {
        assertThat(node.keelson("inventory -o json | jq -c '.pfs[2] | [.pciAddress, .driver, .netdev, .totalVfs]'"))
                .isEqualTo("[\"0000:61:00.0\",\"virtio-pci\",\"eth2\",3]\n");
    }

    @Test
    @Order(2)
    void itsVfsAreMadeAndOffered_withTheirOwnAddresses() {
        node.startAgent(2);
        clean = node.guest().run(NETDEVS);
        assertThat(clean).isEqualTo("""
                        0000:61:00.1 eth3 52:54:00:aa:cc:01 0x1002
                        0000:61:00.2 eth4 52:54:00:aa:cc:02 0x1002
                        0000:61:00.3 eth5 52:54:00:aa:cc:03 0x1002
                        """);
        assertThat(node.keelson("plan")).contains("Nothing to do");
        assertThat(node.log())
                .contains(
                        "resource=keelson.io/virtio devices=2 healthy=2",
                        "resource=keelson.io/tagged devices=1 healthy=1");
    }

    @Test
    @Order(3)
    void podsReachEachOtherOverThem() {
        node.startPod("left", "keelson.io/virtio");
        node.startPod("right", "keelson.io/virtio");
        node.startPod("tagged", "keelson.io/tagged");
        node.awaitRunning("left");
        node.awaitRunning("right");
        assertThat(ping()).contains(" 0% packet loss");
        assertThat(node.devicesInPod("left", "keelson.io/virtio")).allMatch(vf -> vf.startsWith("0000:61:00."));
    }

    @Test
    @Order(4)
    void aPodWhosePoolAsksForAVlanIsToldThatThereIsNone() {
        node.guest()
                .await(
                        "kubelet to be told",
                        Node.PATIENCE,
                        "grep -qF \"VF_ATTRIBUTE_REFUSED 0000:61:00.3; the PF's driver has no settings of VFs: vlan 100 (EOPNOTSUPP)\""
                                + " /var/log/kubelet.log");
        node.endPod("tagged");
        assertThat(ping()).contains(" 0% packet loss");
    }

    /** A tenant that may: no PF holds another address, so it stays with the netdev when that comes home. */
    @Test
    @Order(5)
    void givenBackTheyAreAsTheyWere() {
        node.guest().run("""
                for ns in $(ip netns list | cut -d' ' -f1); do
                  if ip -n $ns link show net1 2>/dev/null >/dev/null; then
                    ip -n $ns link set net1 address 02:00:00:00:00:77
                    ip -n $ns link show net1
                  fi
                done | grep -c 02:00:00:00:00:77 | grep -x 2""");
        node.endPod("left");
        node.endPod("right");
        node.guest().await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
        assertThat(node.guest().run(NETDEVS)).isEqualTo(clean);
        assertThat(node.keelson("plan")).contains("Nothing to do");
        assertThat(node.log()).doesNotContain("INTERNAL", "NOT_VERIFIED", "NETLINK_TRUNCATED");
    }

    private String ping() {
        return node.inPod("left", "ping -c 3 " + node.addressInPod("right", "net1"));
    }
}
