package io.keelson.lab;

import static io.keelson.lab.MetaPlugin.config;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.lab.node.Node;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A small sample of the kill matrix on a real kernel: SIGKILL in the midst of apply, of ADD and of DEL; the next start repairs. */
@NeedsGuest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DelegatedKillTest {
    private static final String JOURNAL = "/var/lib/keelson/journal";
    private static final String MORE = "\"vlan\":100,\"trust\":\"on\",\"mac\":\"02:00:00:00:00:41\","
            + "\"ipam\":{\"type\":\"slow\",\"ranges\":[[{\"subnet\":\"10.8.0.0/24\"}]]}";
    /** There while the VF's netdev is on the host, whatever its name. */
    private static final String NETDEV = "/sys/bus/pci/devices/" + Delegated.VF + "/net/*";

    private static final String ASKED = config(Delegated.VF, MORE);

    /** host-local, but while {@code /run/lab/slow} is there an address it has taken is told only ten minutes later. */
    private static final String SLOW = """
            #!/bin/bash
            said=$(/opt/cni/bin/host-local)
            ended=$?
            if [ "$CNI_COMMAND" = ADD ] && [ -e /run/lab/slow ]; then : >/run/lab/taken; exec sleep 600; fi
            printf %s "$said"
            exit $ended
            """;

    @SuppressWarnings("NullAway.Init")
    private Delegated lab;

    @SuppressWarnings("NullAway.Init")
    private String before;

    @BeforeAll
    void prepare(Guest guest) {
        lab = Delegated.prepare(guest);
        guest.putText(SLOW, "/opt/cni/bin/slow");
        guest.run("chmod 755 /opt/cni/bin/slow");
    }

    @Test
    @Order(1)
    void applyKilledWhenTheVfsHaveJustBeenMade() {
        lab.guest()
                .run(
                        "(setsid keelson apply >/run/lab/apply 2>&1 </dev/null &)"
                                + " ; until [ $(</sys/bus/pci/devices/0000:21:00.0/sriov_numvfs) != 0 ]; do :; done; kill -KILL $(pgrep -x java)",
                        Node.PATIENCE);
        assertDiedWithin("configure");
        lab.start();
        before = lab.state();
        assertThat(lab.node().keelson("plan")).contains("Nothing to do");
        assertThat(before).contains("\"ifname\":\"eth6\"");
    }

    @Test
    @Order(2)
    void addKilledWhileAnAddressIsTakenAndNotYetTold() {
        lab.guest().run(": >/run/lab/slow; (setsid bash <<'END' >/dev/null 2>&1\n" + add() + "\nEND\n) &");
        lab.guest().await("an address to be taken", Node.PATIENCE, "[ -e /run/lab/taken ]");
        assertThat(lab.leases()).isEqualTo(1);
        lab.node().stopAgent("KILL");
        lab.guest().run("rm /run/lab/slow; kill $(pgrep -x sleep)");
        assertRepaired();
    }

    @Test
    @Order(3)
    void addKilledWhenTheNetdevHasJustLeftTheHost() {
        killWhen("! compgen -G '" + NETDEV + "'", add());
        assertDiedWithin("attach");
        assertRepaired();
    }

    @Test
    @Order(4)
    void delKilledWhenTheNetdevHasJustComeHome() {
        assertThat(lab.multus().add("one", ASKED).ok()).isTrue();
        killWhen("compgen -G '" + NETDEV + "'", MetaPlugin.command("DEL", "one", "/run/netns/one", ASKED, ""));
        assertDiedWithin("release");
        assertRepaired();
    }

    /** Kills the agent as soon as the kernel shows this, while the call is under way. */
    private void killWhen(String shown, String call) {
        lab.guest()
                .run("(setsid bash -c 'pid=$(pgrep -x java); : >/run/lab/watching; until " + shown.replace("'", "\"")
                        + "; do :; done; kill -KILL $pid' >/dev/null 2>&1 </dev/null &)");
        lab.guest().await("the watcher to watch", Node.PATIENCE, "rm /run/lab/watching");
        assertThat(lab.guest().exec(call, Node.PATIENCE).out()).contains("\"code\":11", "AGENT_NOT_RUNNING");
        lab.guest().await("the agent to be gone", Node.PATIENCE, "! pgrep -x java");
    }

    /** The journal's last transaction was begun for this purpose and is open. */
    private void assertDiedWithin(String purpose) {
        assertThat(lab.guest()
                        .run("cut -d' ' -f3- " + JOURNAL
                                + " | jq -rs 'map(select(.tx)) | last | .type + \" \" + .purpose'"))
                .isEqualTo("begin " + purpose + "\n");
    }

    /** After a start everything is free and clean, a late DEL finds nothing, and the VF can be had again. */
    private void assertRepaired() {
        lab.start();
        lab.assertAllFreeAnd(before);
        assertThat(lab.multus().del("one", ASKED).ok()).isTrue();
        assertThat(lab.multus().add("one", ASKED).ok()).isTrue();
        assertThat(lab.multus().del("one", ASKED).ok()).isTrue();
        lab.assertAllFreeAnd(before);
    }

    private static String add() {
        return MetaPlugin.command("ADD", "one", "/run/netns/one", ASKED, "");
    }
}
