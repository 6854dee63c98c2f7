package io.keelson.lab;

import static io.keelson.lab.MetaPlugin.config;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.lab.MetaPlugin.Reply;
import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Delegated mode, called as Multus calls it, on a kernel that really has VFs. After each test every VF must be free and
 * everything as it was: names, addresses, MTU, up or down, and what the PFs hold about their VFs.
 */
@NeedsGuest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DelegatedModeTest {
    private static final String VF = Delegated.VF;
    private static final String PEER = Delegated.PEER;
    private static final String STRICT = Delegated.STRICT;
    private static final String IN_NO_POOL = Delegated.IN_NO_POOL;
    private static final String STATIC = """
            "ipam":{"type":"static","addresses":[{"address":"10.9.0.2/24","gateway":"10.9.0.1"},\
            {"address":"fd09::2/64","gateway":"fd09::1"}],"routes":[{"dst":"0.0.0.0/0"},{"dst":"::/0"},\
            {"dst":"10.77.0.0/16","gw":"10.9.0.7"}]}""";
    private static final String HOST_LOCAL =
            "\"ipam\":{\"type\":\"host-local\",\"ranges\":[[{\"subnet\":\"10.8.0.0/24\"}]]}";

    @SuppressWarnings("NullAway.Init")
    private Delegated lab;

    @SuppressWarnings("NullAway.Init")
    private MetaPlugin multus;

    @SuppressWarnings("NullAway.Init")
    private String before;

    @BeforeAll
    void prepare(Guest guest) {
        lab = Delegated.prepare(guest);
        multus = lab.multus();
        lab.start();
        before = lab.state();
        assertThat(before).contains("\"mtu\":1500", "\"spoofchk\":true", "\"ifname\":\"eth6\"");
    }

    @AfterEach
    void everythingIsAsItWas() {
        lab.assertAllFreeAnd(before);
    }

    @Test
    @Order(1)
    void aDefinitionsAttributesAddressesAndRoutes() {
        String asked = config(
                VF,
                "\"vlan\":100,\"vlanQoS\":3,\"mac\":\"02:00:00:00:00:41\",\"spoofchk\":\"off\",\"trust\":\"on\",\"max_tx_rate\":100,"
                        + STATIC);
        Reply added = multus.add("one", asked);
        assertThat(added.ok()).as("%s", added).isTrue();
        assertThat(added.body().path("interfaces").toString())
                .isEqualTo(
                        "[{\"name\":\"net1\",\"mac\":\"02:00:00:00:00:41\",\"mtu\":1500,\"sandbox\":\"/run/netns/one\"}]");
        assertThat(added.body().path("ips").toString())
                .isEqualTo("[{\"interface\":0,\"address\":\"10.9.0.2/24\",\"gateway\":\"10.9.0.1\"},"
                        + "{\"interface\":0,\"address\":\"fd09::2/64\",\"gateway\":\"fd09::1\"}]");
        assertThat(lab.guest().run("ip link show eth0 | grep 'vf 0 '"))
                .contains(
                        "link/ether 02:00:00:00:00:41",
                        "vlan 100, qos 3",
                        "max_tx_rate 100Mbps",
                        "spoof checking off",
                        "trust on");
        assertThat(inOne("ip addr show net1"))
                .contains("link/ether 02:00:00:00:00:41", "state UP", "inet 10.9.0.2/24", "inet6 fd09::2/64");
        assertThat(inOne("ip -6 addr show net1 scope global"))
                .contains("inet6 fd09::2/64")
                .doesNotContain("tentative", "dadfailed");
        assertThat(inOne("ip route; ip -6 route"))
                .contains(
                        "default via 10.9.0.1 dev net1",
                        "10.77.0.0/16 via 10.9.0.7 dev net1",
                        "default via fd09::1 dev net1");

        assertThat(check("one", asked, added).ok()).isTrue();
        Reply again = multus.add("one", asked);
        assertThat(again.body().path("ips")).isEqualTo(added.body().path("ips"));
        assertThat(again.body().path("interfaces")).isEqualTo(added.body().path("interfaces"));
        inOne("ip addr del 10.9.0.2/24 dev net1");
        assertThat(check("one", asked, added).msg()).isEqualTo("DEVICE_NOT_ATTACHED " + VF);

        assertThat(multus.del("one", asked).ok()).isTrue();
        assertThat(multus.del("one", asked).ok()).as("a second DEL").isTrue();
        assertThat(multus.del("never", asked).ok()).as("DEL without ADD").isTrue();
    }

    @Test
    @Order(2)
    void whoeverComesFirstNamesTheMacAndATenantsTracesGo() {
        String asked = config(VF, "\"mac\":\"02:00:00:00:00:03\"," + HOST_LOCAL);
        String runtime = config(VF, "\"mac\":\"02:00:00:00:00:03\",\"runtimeConfig\":{\"mac\":\"02:00:00:00:00:01\"}");
        assertThat(macOf(multus.call("ADD", "one", "/run/netns/one", asked, "MAC=02:00:00:00:00:02")))
                .isEqualTo("02:00:00:00:00:02");
        assertThat(lab.leases()).isEqualTo(1);
        inOne("ip link set net1 mtu 9000; ip link set net1 promisc on");
        assertThat(multus.del("one", asked).ok()).isTrue();
        assertThat(macOf(multus.call("ADD", "one", "/run/netns/one", runtime, "MAC=02:00:00:00:00:02")))
                .isEqualTo("02:00:00:00:00:01");
        assertThat(multus.del("one", runtime).ok()).isTrue();
    }

    @Test
    @Order(3)
    void withoutAMacTheNameAndTheMtuComeBackToo() {
        assertThat(multus.add("one", config(VF, "")).ok()).isTrue();
        inOne("ip link property add dev net1 altname eth0 altname more");
        inOne("ip link set net1 mtu 9000; ip link set net1 down; ip link set net1 name mine");
        assertThat(multus.call("DEL", "one", "", config(VF, ""), "").ok())
                .as("a DEL that names no namespace")
                .isTrue();
    }

    @Test
    @Order(4)
    void whatIgbRefusesAndWhatThePoolDoesNotAllow() {
        String unsupported = "VF_ATTRIBUTE_REFUSED 0000:21:00.0 vf 0";
        assertRefused(VF, "\"link_state\":\"enable\"", unsupported, 2, "EOPNOTSUPP");
        assertRefused(VF, "\"min_tx_rate\":10", unsupported, 2, "EINVAL");
        assertRefused(
                VF,
                "\"vlan\":5,\"vlanProto\":\"802.1ad\",\"trust\":\"on\",\"mac\":\"02:00:00:00:00:09\"," + HOST_LOCAL,
                unsupported,
                2,
                "EPROTONOSUPPORT");
        assertRefused(STRICT, "\"vlan\":200", "ATTRIBUTE_NOT_ALLOWED " + STRICT, 7, "VLAN 200");
        assertRefused(STRICT, "\"vlan\":100,\"trust\":\"on\"", "ATTRIBUTE_NOT_ALLOWED " + STRICT, 7, "trust on");
        assertRefused(IN_NO_POOL, "", "DEVICE_NOT_OURS " + IN_NO_POOL, 7, "no pool");
        assertRefused("0000:7f:00.0", "", "DEVICE_NOT_OURS 0000:7f:00.0", 7, "no pool");
    }

    @Test
    @Order(5)
    void aHeldDeviceAndALateDel() {
        String asked = config(VF, HOST_LOCAL);
        assertThat(multus.add("one", asked).ok()).isTrue();
        Reply second = multus.add("two", asked);
        assertThat(second.code()).as("retryable").isEqualTo(11);
        assertThat(second.msg()).isEqualTo("DEVICE_HELD " + VF);
        assertThat(second.details()).contains("lab/one", "lab/two");
        assertThat(multus.del("one", asked).ok()).isTrue();

        assertThat(multus.add("two", asked).ok()).isTrue();
        String theirs = lab.guest().run("ip netns exec two ip -o addr show net1");
        assertThat(multus.del("one", asked).ok()).as("the old owner's late DEL").isTrue();
        assertThat(lab.guest().run("ip netns exec two ip -o addr show net1")).isEqualTo(theirs);
        assertThat(lab.leases()).isEqualTo(1);
        assertThat(multus.del("two", asked).ok()).isTrue();
    }

    @Test
    @Order(6)
    void aNamespaceThatIsGoneAtDel() {
        for (String path : new String[] {"/run/netns/none", "/run/lab/dead"}) {
            lab.guest().run("ip netns add three; : >/run/lab/dead");
            String asked = config(VF, "\"vlan\":100,\"mac\":\"02:00:00:00:00:41\"," + HOST_LOCAL);
            assertThat(multus.add("three", asked).ok()).isTrue();
            lab.guest().run("ip netns del three");
            assertThat(multus.call("DEL", "three", path, asked, "").ok()).isTrue();
        }
        assertThat(multus.call("ADD", "three", "/run/lab/dead", config(VF, ""), "")
                        .msg())
                .isEqualTo("NETNS_GONE /run/lab/dead");
    }

    @Test
    @Order(7)
    void aNamespaceThatDiesGivesItsVfBackByItself() {
        lab.guest().run("ip netns add three");
        assertThat(multus.add("three", config(VF, "\"vlan\":100,\"trust\":\"on\"," + HOST_LOCAL))
                        .ok())
                .isTrue();
        lab.guest().run("ip netns exec three ip link set net1 mtu 4000; ip netns del three");
        lab.guest().await("the VF to be free", Node.PATIENCE, "keelson status | grep -q 'No VF is held'");
    }

    @Test
    @Order(8)
    void neighboursHearOfNewAddressesAndADuplicateIsUndone() {
        String theirs =
                "\"ipam\":{\"type\":\"static\",\"addresses\":[{\"address\":\"10.9.0.9/24\"},{\"address\":\"fd09::9/64\"}]}";
        assertThat(multus.add("two", config(PEER, theirs)).ok()).isTrue();
        lab.guest().run("(exec setsid ip netns exec two tcpdump -i net1 -nnel >/run/lab/heard 2>&1 </dev/null) &");
        lab.guest().await("tcpdump to listen", Node.PATIENCE, "grep -q listening /run/lab/heard");
        Reply added = multus.add("one", config(VF, "\"mac\":\"02:00:00:00:00:41\"," + STATIC));
        assertThat(added.ok()).as("%s", added).isTrue();
        lab.guest()
                .await(
                        "a gratuitous ARP",
                        Node.PATIENCE,
                        "grep -q '02:00:00:00:00:41 > ff:ff:ff:ff:ff:ff.*who-has 10.9.0.2 .*tell 10.9.0.2,' /run/lab/heard");
        lab.guest()
                .await(
                        "an unsolicited neighbour advertisement",
                        Node.PATIENCE,
                        "grep -q '02:00:00:00:00:41 > 33:33:00:00:00:01.*neighbor advertisement, tgt is fd09::2,' /run/lab/heard");
        assertThat(inOne("ping -c 3 10.9.0.9; ping -c 3 fd09::9")).contains(" 0% packet loss");
        lab.guest().run("kill $(pgrep -x tcpdump)");
        assertThat(multus.del("two", config(PEER, theirs)).ok()).isTrue();

        Reply duplicate = multus.add("two", config(PEER, STATIC));
        assertThat(duplicate.msg()).isEqualTo("ADDRESS_DUPLICATE " + PEER);
        assertThat(duplicate.code()).isEqualTo(11);
        assertThat(lab.guest().exec("ip netns exec two ip link show net1").ok()).isFalse();
        assertThat(multus.del("two", config(PEER, STATIC)).ok()).isTrue();
        assertThat(multus.del("one", config(VF, STATIC)).ok()).isTrue();
    }

    private Reply check(String sandbox, String asked, Reply added) {
        ObjectNode config = (ObjectNode) MetaPlugin.json(asked);
        config.set("prevResult", added.body());
        return multus.call("CHECK", sandbox, "/run/netns/" + sandbox, config.toString(), "");
    }

    private void assertRefused(String device, String more, String msg, int code, String detail) {
        Reply reply = multus.add("one", config(device, more));
        assertThat(reply.msg()).isEqualTo(msg);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.details()).contains(detail);
        everythingIsAsItWas();
    }

    private static String macOf(Reply reply) {
        return reply.body().path("interfaces").path(0).path("mac").asText();
    }

    private String inOne(String command) {
        return lab.guest().run("ip netns exec one bash -c '" + command + "'");
    }
}
