package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.keelson.lab.junit.NeedsGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself: a guest with two NICs that make real VFs, and ways in and out of it. */
@NeedsGuest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PFS = "/sys/bus/pci/devices/*/sriov_totalvfs";

    @Test
    @Order(1)
    void hasOnePfUnderEachNumaNode(Guest guest) {
        String pfs = guest.run("""
                for file in %s; do
                  pf=${file%%/*}
                  echo "${pf##*/} $(<$pf/vendor):$(<$pf/device) node $(<$pf/numa_node) vfs $(<$pf/sriov_numvfs)/$(<$file) $(ls $pf/net)"
                done""".formatted(PFS));
        assertThat(pfs)
                .isEqualTo(
                        "0000:21:00.0 0x8086:0x10c9 node 0 vfs 0/7 eth0\n0000:41:00.0 0x8086:0x10c9 node 1 vfs 0/7 eth1\n");
    }

    @Test
    @Order(2)
    void clockIsOurs(Guest guest) {
        long guestSeconds = Long.parseLong(guest.run("date +%s").strip(), 10);
        assertThat(guestSeconds).isCloseTo(System.currentTimeMillis() / 1000, within(10L));
    }

    @Test
    @Order(3)
    void commandsTellStatusAndBothOutputs(Guest guest) {
        ExecResult result = guest.exec("echo said; echo complained >&2; exit 7");
        assertThat(result.rc()).isEqualTo(7);
        assertThat(result.out()).isEqualTo("said\n");
        assertThat(result.err()).isEqualTo("complained\n");
        assertThatThrownBy(() -> guest.run("false"))
                .isInstanceOf(LabException.class)
                .hasMessageContaining("`false` ended with 1");
    }

    @Test
    @Order(4)
    void commandThatTakesTooLongIsKilled(Guest guest) {
        ExecResult result = guest.exec("echo begun; sleep 1234 & sleep 1234", Duration.ofSeconds(2));
        assertThat(result.rc()).isEqualTo(ExecResult.TIMED_OUT);
        assertThat(result.out()).isEqualTo("begun\n");
        assertThat(guest.exec("pgrep -f 'sleep 123[4]'").out()).isEmpty();
    }

    @Test
    @Order(5)
    void childInTheBackgroundHoldsNothingUp(Guest guest) {
        assertThat(guest.exec("sleep 1235 & echo started", Duration.ofSeconds(20))
                        .out())
                .isEqualTo("started\n");
        guest.run("pkill -f 'sleep 123[5]'");
    }

    @Test
    @Order(6)
    void filesComeInAndOutUnchanged(Guest guest, @TempDir Path here) throws IOException {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        Path file = Files.write(here.resolve("bytes"), bytes);
        guest.putFile(file, "/root/new/bytes");
        assertThat(guest.getFile("/root/new/bytes")).isEqualTo(bytes);
        guest.putText("é\n", "/root/new/text");
        assertThat(guest.getText("/root/new/text")).isEqualTo("é\n");
    }

    @Test
    @Order(7)
    void foldersComeInWithModesAgainAndAgain(Guest guest, @TempDir Path here) throws IOException {
        Path script = Files.createDirectory(here.resolve("bin")).resolve("hello");
        for (String word : new String[] {"first", "second"}) {
            Files.writeString(script, "#!/bin/sh\necho " + word + "\n");
            assertThat(script.toFile().setExecutable(true)).isTrue();
            guest.putFolder(here, "/opt/new");
            assertThat(guest.run("/opt/new/bin/hello")).isEqualTo(word + "\n");
        }
    }

    @Test
    @Order(8)
    void runsJava17(Guest guest) {
        assertThat(guest.run("java -version 2>&1")).contains("17.0");
    }

    @Test
    @Order(9)
    void sevenVfsOfEachPfArePlugged(Guest guest) {
        guest.run("""
                ip link set eth0 up; ip link set eth1 up
                sleep 2
                for file in %s; do echo 7 >${file%%/*}/sriov_numvfs; done""".formatted(PFS));
        guest.await(
                "14 netdevs of VFs",
                PATIENCE,
                "[ $(for vf in /sys/bus/pci/devices/*/physfn; do ls ${vf%/*}/net; done | wc -l) = 14 ]");
        assertThat(guest.run("dmesg | grep -c 'still in reset' || true").strip())
                .isEqualTo("0");
    }

    @Test
    @Order(10)
    void vfsOfBothPfsReachEachOtherOverTheWire(Guest guest) {
        guest.run("""
                join() { # NAMESPACE VF ADDRESS
                  local vf; vf=$(ls /sys/bus/pci/devices/$2/net)
                  ip netns add $1; ip link set $vf netns $1
                  ip -n $1 address add $3/24 dev $vf; ip -n $1 link set $vf up
                }
                join left 0000:21:10.0 10.1.0.1; join right 0000:41:10.0 10.1.0.2""");
        guest.await("the first answer", PATIENCE, "ip netns exec left ping -c 1 -W 1 10.1.0.2");
        assertThat(guest.run("ip netns exec left ping -c 3 -W 2 10.1.0.2")).contains(" 0% packet loss");
    }

    @Test
    @Order(11)
    void nicCanBePulled(Guest guest) {
        guest.monitor("device_del igb1");
        guest.await("the PF to go", PATIENCE, "[ ! -e /sys/bus/pci/devices/0000:41:00.0 ]");
        assertThat(guest.run("ls -d /sys/bus/pci/devices/*/sriov_totalvfs | wc -l")
                        .strip())
                .isEqualTo("1");
    }
}
