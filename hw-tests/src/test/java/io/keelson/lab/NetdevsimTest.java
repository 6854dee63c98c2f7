package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.lab.junit.NeedsGuest;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.PfMain;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our netlink against a PF with 256 VFs and an eswitch: the kernel's netdevsim. It is no PCI function, so the files of one are
 * modelled; its netdevs, what it holds about its VFs and its eswitch are the kernel's.
 */
@NeedsGuest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NetdevsimTest {
    private static final String NAME = "netdevsim10";
    private static final String DEVICE = "/sys/bus/netdevsim/devices/" + NAME;
    private static final String ROOT = "/run/lab/modelled";
    private static final PciAddress PF = PciAddress.of("0000:02:00.0");
    private static final int VFS = 256;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String UNTOUCHED =
            "mac 00:00:00:00:00:00 vlan 0 spoofchk off trust off min_tx_rate 0 max_tx_rate 0 state auto\n";

    @SuppressWarnings("NullAway.Init")
    private Guest guest;

    @SuppressWarnings("NullAway.Init")
    private GuestJava pf;

    /** As the kernel calls the PF's netdev. */
    private String netdev = "";

    @BeforeAll
    void prepare(Guest given, @TempDir Path tree, @TempDir Path code) throws Exception {
        guest = given;
        guest.putFolder(netdevsim(), "/opt/netdevsim");
        guest.run("modprobe psample && insmod /opt/netdevsim/netdevsim.ko && echo '10 1' >/sys/bus/netdevsim/new_device"
                + " && mount -t debugfs none /sys/kernel/debug"
                + " && echo 1024 >/sys/kernel/debug/netdevsim/" + NAME + "/max_vfs");
        netdev = guest.run("ls " + DEVICE + "/net").strip();
        numvfs(VFS);

        PciNode function = model(tree);
        guest.putFolder(tree, ROOT);
        String net = ROOT + "/" + tree.relativize(function.path()) + "/net";
        guest.run("mkdir " + net + " && mount --bind " + DEVICE + "/net " + net);
        pf = GuestJava.with(guest, PfMain.class, code);
    }

    @Test
    @Order(1)
    void theKernelCutsAListWithStatisticsWithoutAWord() {
        assertThat(guest.run("ip -s link show " + netdev + " 2>/dev/null | grep -c '^    vf '"))
                .isEqualTo("34\n");
    }

    @Test
    @Order(2)
    void allVfsAreReadAndEverySettingOfOneIsSet() {
        assertThat(ask("scan set=200 show=199 scan"))
                .isEqualTo(scanned("legacy", "256 with settings, 1 different") + PfMain.ALL + "\n" + UNTOUCHED
                        + scanned("legacy", "256 with settings, 2 different"));
        assertThat(guest.run("ip link show " + netdev + " | grep 'vf 200 '"))
                .contains("link/ether 02:00:00:00:02:00", "vlan 100, qos 3, vlan protocol 802.1ad")
                .contains("tx rate 1000 (Mbps), max_tx_rate 1000Mbps, min_tx_rate 10Mbps")
                .contains("spoof checking on", "link-state enable", "trust on");
    }

    @Test
    @Order(3)
    void uplinkAndRepresentorsAreFoundAmongEachOther() {
        guest.run("devlink dev eswitch set netdevsim/" + NAME + " mode switchdev", PATIENCE);
        assertThat(guest.run("ls " + DEVICE + "/net | sort | head -n 1")).isNotEqualTo(netdev + "\n");
        assertThat(guest.run("cat " + DEVICE + "/net/*/phys_port_name | sort -u | wc -l"))
                .isEqualTo("257\n");

        String last = guest.run("basename $(dirname $(grep -lx pf0vf255 " + DEVICE + "/net/*/phys_port_name))")
                .strip();
        assertThat(ask("scan"))
                .isEqualTo(scanned(
                        "switchdev",
                        "256 with settings, 2 different",
                        "256 representors, the last Optional[" + last + "]"));
        guest.run("devlink dev eswitch set netdevsim/" + NAME + " mode legacy", PATIENCE);
    }

    @Test
    @Order(4)
    void aListThatDoesNotFitIsToldAndNotTakenForAShortOne() {
        numvfs(1024);
        String told = "NETLINK_TRUNCATED " + PF + ": the list of VFs of " + netdev + " is not whole: 20 of 1024 came;"
                + " next: create fewer VFs on this PF: a list is limited to 64 KiB, some 300 VFs\n";

        assertThat(ask("scan show=1000 show=19"))
                .isEqualTo(scanned("legacy", "0 with settings, 0 different") + told + told + UNTOUCHED);
    }

    private String scanned(String eswitch, String settings) {
        return scanned(eswitch, settings, "0 representors, the last Optional.empty");
    }

    private String scanned(String eswitch, String settings, String representors) {
        return "netdev Optional[" + netdev + "]\neswitch Optional[" + eswitch + "]\nddp Optional.empty\n256 VFs, "
                + settings + "\n" + representors + "\n";
    }

    private static Path netdevsim() {
        try {
            return new Artefacts(Artefacts.home(), Progress.onStandardError()).netdevsim();
        } catch (MissingException e) {
            return Assumptions.abort(String.valueOf(e.getMessage()));
        }
    }

    private String ask(String words) {
        return pf.run(ROOT + " " + PF + " " + NAME + " " + words);
    }

    private void numvfs(int count) {
        guest.run("echo 0 >" + DEVICE + "/sriov_numvfs && echo " + count + " >" + DEVICE + "/sriov_numvfs", PATIENCE);
    }

    /** A PF with its VFs, and no netdev. */
    private static PciNode model(Path tree) {
        TreeBuilder builder = new TreeBuilder(tree);
        PciNode function = builder.nic(PF, VFS).file("sriov_numvfs", Integer.toString(VFS));
        for (int n = 0; n < VFS; n++) {
            builder.vf(function, n, new SriovLayout(128, 1)).driver("igbvf").iommuGroup(100 + n);
        }
        return function;
    }
}
