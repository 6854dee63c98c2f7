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

/** A node where udevd runs, as on real hosts: it renames each VF's netdev and gives it altnames while the agent is at work. */
@NeedsGuest(kubelet = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UdevTest {
    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");

    /** What systemd ships; the guest's image is without systemd's files. */
    private static final String NAMES = """
            [Match]
            OriginalName=*

            [Link]
            NamePolicy=keep kernel database onboard slot path
            AlternativeNamesPolicy=database onboard slot path
            MACAddressPolicy=persistent
            """;

    private static final String NETDEVS =
            "inventory -o json | jq -r '[.pfs[].vfs[] | select(.driver == \"igbvf\") | .netdev] | sort | join(\" \")'";

    @SuppressWarnings("NullAway.Init")
    private Node node;

    private String clean = "";

    @BeforeAll
    void prepare(Guest guest) {
        node = Node.prepare(guest, DISTRIBUTION, Configurations.TWO_POOLS);
        guest.putText(NAMES, "/etc/systemd/network/99-default.link");
        // One program with two names: called by this one it is the daemon.
        guest.run("mkdir -p /run/udev && ln -s /usr/bin/udevadm /run/lab/systemd-udevd"
                + " && /run/lab/systemd-udevd --daemon >/var/log/udevd.log 2>&1 </dev/null"
                + " && udevadm trigger --type=devices --action=add && udevadm settle");
    }

    @Test
    @Order(1)
    void theAgentConfiguresVfsWhileUdevRenamesThem() {
        node.startAgent(2);
        settle();
        clean = node.vfSettings();
        assertThat(node.guest().run("dmesg")).containsPattern("igbvf 0000:21:10.0 ens1v0: renamed from eth\\d");
        assertThat(node.keelson(NETDEVS)).isEqualTo("ens1v0 ens2v0 ens2v1 ens2v2\n");
        assertThat(node.guest().run("ip link show ens1v0")).contains("altname enp33s0v0");
        assertThat(node.keelson("plan")).contains("Nothing to do");
    }

    @Test
    @Order(2)
    void podsGetTheirVfs() {
        node.startPod("left", "keelson.io/fast");
        node.startPod("right", "keelson.io/fast");
        node.awaitRunning("left");
        node.awaitRunning("right");
        assertThat(node.inPod("left", "ping -c 5 " + node.addressInPod("right", "net1")))
                .contains(" 0% packet loss");
        assertThat(node.inPod("left", "ls /sys/class/net").split("\\s+"))
                .containsExactlyInAnyOrder("lo", "eth0", "net1");
    }

    @Test
    @Order(3)
    void givenBackTheyHaveTheNamesThatUdevGaveThem() {
        node.endPod("left");
        node.endPod("right");
        node.guest().await("every VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
        settle();
        assertThat(node.keelson(NETDEVS)).isEqualTo("ens1v0 ens2v0 ens2v1 ens2v2\n");
        assertThat(node.guest().run("ip link")).doesNotContain("net1", "keelson");
        assertThat(node.vfSettings()).isEqualTo(clean).hasLineCount(6);
        assertThat(node.keelson("plan")).contains("Nothing to do");
    }

    @Test
    @Order(4)
    void aVfThatIsBoundAnewIsRenamedAndStaysInItsPool() {
        node.guest().run("""
                cd /sys/bus/pci/drivers/igbvf
                for i in 1 2 3; do echo 0000:21:10.0 >unbind; echo 0000:21:10.0 >bind; done""");
        settle();
        node.guest().await("its new name", Node.PATIENCE, "[ -e /sys/class/net/ens1v0 ]");
        node.startPod("again", "keelson.io/fast");
        node.awaitRunning("again");
        assertThat(node.addressInPod("again", "net1")).startsWith("10.56.0.");
        assertThat(node.log()).doesNotContain("ERROR", "INTERNAL");
    }

    private void settle() {
        node.guest().run("udevadm settle", Node.PATIENCE);
    }
}
