package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as the kernel prints them, of a host with an SR-IOV NIC {@code eth1} and one without, {@code eno1}. */
class DefaultRoutesTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress NIC = PciAddress.of("0000:03:00.0");
    private static final String HEADER =
            "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";
    private static final String LAN = "eth1\t0000380A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n";

    @TempDir
    Path root;

    @BeforeEach
    void twoNics() {
        TreeBuilder tree = new TreeBuilder(root);
        tree.nic(PF, 7).netdev("eth1", 3);
        tree.function(NIC, "0x020000", "0x8086", "0x1533").driver("igb").netdev("eno1", 2);
    }

    @Test
    void theFunctionOfTheNetdevThatHasTheRoute() throws IOException {
        v4(LAN + v4Default("eno1", "0003"));
        assertThat(uplinks()).containsExactly(NIC);
    }

    @Test
    void aPfToo_andByIpv6() throws IOException {
        v6("00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001"
                + " 00000400 00000001 00000000 00000003     eth1\n");
        assertThat(uplinks()).containsExactly(PF);
    }

    @Test
    void aVirtioNicToo() throws IOException {
        PciAddress virtio = PciAddress.of("0000:05:00.0");
        new TreeBuilder(root)
                .function(virtio, "0x020000", "0x1af4", "0x1041")
                .driver("virtio-pci")
                .virtioNetdev("virtio0", "ens5", 4);
        v4(v4Default("ens5", "0003"));
        assertThat(uplinks()).containsExactly(virtio);
    }

    @Test
    void throughABondAndAVlan() throws IOException {
        v4(v4Default("bond0.7", "0003"));
        assertThat(uplinks()).isEmpty();
        upper("eno1", "bond0");
        upper("bond0", "bond0.7");
        assertThat(uplinks()).containsExactly(NIC);
    }

    @Test
    void stacksThatBiteTheirTailEnd() throws IOException {
        v4(v4Default("br0", "0003"));
        upper("eno1", "bond0");
        upper("bond0", "eno1");
        assertThat(uplinks()).isEmpty();
    }

    @Test
    void otherRoutesAreNone() throws IOException {
        v4(LAN + v4Default("eth1", "0200") + "eno1\t00000000\t0100000A\t0003\t0\t0\t0\t00000080\t0\t0\t0\n"
                + "eno1\n\n");
        v6("00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000"
                + " ffffffff 00000001 00000000 00200200     eth1\n");
        assertThat(uplinks()).isEmpty();
    }

    private Set<PciAddress> uplinks() {
        return new PciTree(SysRoot.at(root)).read().others().uplinks();
    }

    private static String v4Default(String netdev, String flags) {
        return netdev + "\t00000000\t0100000A\t" + flags + "\t0\t0\t0\t00000000\t0\t0\t0\n";
    }

    private void v4(String rows) throws IOException {
        table("route", HEADER + rows);
    }

    private void v6(String rows) throws IOException {
        table("ipv6_route", rows);
    }

    private void table(String name, String text) throws IOException {
        Path net = Files.createDirectories(root.resolve("proc/1/net"));
        Files.writeString(net.resolve(name), text);
    }

    private void upper(String lower, String upper) throws IOException {
        Path directory = Files.createDirectories(root.resolve("sys/class/net").resolve(lower));
        Files.createSymbolicLink(directory.resolve("upper_" + upper), Path.of("../" + upper));
    }
}
