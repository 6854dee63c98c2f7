package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.node.Configurations;
import io.keelson.lab.node.Node;
import java.nio.file.Path;

/** A guest without kubelet, with Keelson for network definitions: namespaces {@code one} and {@code two}, and who calls. */
record Delegated(Node node, MetaPlugin multus) {
    static final String VF = "0000:21:10.0";
    static final String PEER = "0000:41:10.0";
    static final String STRICT = "0000:41:10.2";
    static final String IN_NO_POOL = "0000:41:10.4";

    private static final Path DISTRIBUTION = Path.of("../device-plugin/target/keelson");
    private static final String LEASES = "ls /var/lib/cni/networks/ran 2>/dev/null | grep -c '^10' || true";

    /** Everything in place, nothing started. */
    static Delegated prepare(Guest guest) {
        Node node = Node.prepareUnchained(guest, DISTRIBUTION, Configurations.DELEGATED);
        guest.run(
                "install -m 755 /opt/keelson/cni/keelson /opt/cni/bin/sriov; for n in one two; do ip netns add $n; done");
        return new Delegated(node, new MetaPlugin(guest));
    }

    Guest guest() {
        return node.guest();
    }

    /** Starts the agent and waits for carrier, without which igb refuses rates. */
    void start() {
        node.startAgentWithoutKubelet();
        guest().await(
                        "carrier of both PFs",
                        Node.PATIENCE,
                        "[ $(cat /sys/class/net/eth[01]/carrier | tr -d '\\n') = 11 ]");
    }

    /** Interfaces of the host by name, and what PFs hold; without indices, which a new probe changes. */
    String state() {
        return guest().run(
                        "ip -j -d link show | jq -cS '[.[] | select(.ifname != \"lo\") | {ifname, address, mtu, promiscuity, altnames,"
                                + " parentdev, up: (.flags | index(\"UP\") != null), vfinfo_list}] | sort_by(.ifname)'");
    }

    /** How many addresses host-local has given away. */
    int leases() {
        return MetaPlugin.json(guest().run(LEASES)).intValue();
    }

    void assertAllFreeAnd(String before) {
        assertThat(node.keelson("status")).contains("No VF is held");
        assertThat(state()).isEqualTo(before);
        assertThat(leases()).isZero();
    }
}
