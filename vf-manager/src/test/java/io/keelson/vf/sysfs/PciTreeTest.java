package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciTreeTest {
    private static final SriovLayout LAYOUT = new SriovLayout(128, 2);

    private final Path root;
    private final TreeBuilder tree;
    private final PciNode pf;

    PciTreeTest(@TempDir Path root) {
        this.root = root;
        tree = new TreeBuilder(root);
        pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).netdev("eth1", 3);
    }

    @Test
    void aPfIsReadWhole() {
        pf.file("numa_node", "1").file("sriov_drivers_autoprobe", "0");
        Pf read = onlyPf();
        assertThat(read)
                .isEqualTo(new Pf(
                        PciAddress.of("0000:01:00.0"),
                        Optional.of(new HexId("8086")),
                        Optional.of(new HexId("10c9")),
                        Optional.of(new DriverName("igb")),
                        Optional.of(new Netdev(
                                new IfName("eth1"),
                                3,
                                Optional.of(MacAddress.of("02:00:00:00:00:03")),
                                Optional.of(new Mtu(1500)),
                                true,
                                Optional.of(true))),
                        Optional.of(7),
                        Optional.of(0),
                        Optional.of(false),
                        Optional.of(LAYOUT),
                        Optional.of(new HexId("10ca")),
                        Optional.of(new NumaNode(1)),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        0,
                        Traits.NONE.withLinkType(Optional.of(LinkType.ETHER))));
    }

    @Test
    void aVfIsReadWhole() throws IOException {
        PciNode vf = tree.vf(pf, 3, LAYOUT)
                .driver("vfio-pci")
                .iommuGroup(11)
                .file("driver_override", "vfio-pci")
                .file("numa_node", "0");
        long inode = (Long) Files.getAttribute(vf.path(), "unix:ino");
        assertThat(onlyPf().vfs())
                .containsExactly(new Vf(
                        new VfId(PciAddress.of("0000:01:10.6"), inode),
                        pf.address(),
                        new VfIndex(3),
                        Optional.of(new HexId("8086")),
                        Optional.of(new HexId("10ca")),
                        Optional.of(DriverName.VFIO_PCI),
                        Optional.of(DriverName.VFIO_PCI),
                        Optional.empty(),
                        Optional.of(new IommuGroup(11)),
                        1,
                        Optional.of(new NumaNode(0)),
                        Optional.empty(),
                        Traits.NONE.withLinkType(Optional.of(LinkType.ETHER))));
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void vfsComeInTheOrderOfTheirIndex() {
        SriovLayout many = new SriovLayout(128, 1);
        for (int index = 0; index < 12; index++) {
            tree.vf(pf, index, many).driver("igbvf");
        }
        pf.link("virtfnx", "../0000:01:10.0").link("virtfn007", "../0000:01:10.7");
        assertThat(onlyPf().vfs().stream().map(vf -> vf.index().index()))
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    }

    @Test
    void whatIsNoNetworkPfIsNotShown() {
        tree.nic(PciAddress.of("0000:05:00.0"), 32).file("class", "0x010802");
        tree.function(PciAddress.of("0000:07:00.0"), "0x020000", "0x8086", "0x1533");
        assertThat(read().pfs()).extracting(Pf::address).containsExactly(pf.address());
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void aPfWithoutVfsInFirmwareIsShown() {
        pf.file("sriov_totalvfs", "0");
        assertThat(onlyPf().totalVfs()).contains(0);
    }

    @Test
    void aNetdevInAnotherNamespaceIsAway() {
        tree.vf(pf, 0, LAYOUT).driver("igbvf").netdevAway();
        assertThat(onlyPf().vfs()).allMatch(Vf::netdevIsAway);
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void aNetdevThatIsDownHasNoCarrierToTell() {
        pf.netdevFile("eth1", "flags", "0x1002").netdevFile("eth1", "carrier", "1");
        assertThat(onlyPf().netdev()).get().matches(n -> !n.up() && n.carrier().isEmpty());
    }

    @Test
    void anInfinibandAddressIsNoMacAndNoProblem() {
        pf.netdevFile("eth1", "address", "80:00:00:48:fe:80:00:00:00:00:00:00:00:02:c9:03:00:00:0f:31");
        assertThat(onlyPf().netdev().flatMap(Netdev::mac)).isEmpty();
        assertThat(read().problems()).isEmpty();
    }

    @Test
    void everyFunctionOfAGroupCounts() {
        tree.vf(pf, 0, LAYOUT).driver("igbvf").iommuGroup(9);
        tree.vf(pf, 1, LAYOUT).driver("igbvf").iommuGroup(9);
        tree.function(PciAddress.of("0000:07:00.0"), "0x020000", "0x8086", "0x1533")
                .iommuGroup(9);
        tree.vf(pf, 2, LAYOUT).driver("igbvf");
        assertThat(onlyPf().vfs()).extracting(Vf::groupSize).containsExactly(3, 3, 0);
    }

    @Test
    void aVfMadeAnewHasAnotherIncarnation() {
        PciNode vf = tree.vf(pf, 0, LAYOUT);
        VfId before = onlyPf().vfs().get(0).id();
        assertThat(onlyPf().vfs().get(0).id()).isEqualTo(before);
        vf.path()
                .toFile()
                .renameTo(root.resolve("kept-so-that-its-inode-is-not-free").toFile());
        tree.vf(pf, 0, LAYOUT);
        VfId after = onlyPf().vfs().get(0).id();
        assertThat(after.address()).isEqualTo(before.address());
        assertThat(after.incarnation()).isNotEqualTo(before.incarnation());
    }

    @Test
    void aThreadThatIsBeingInterruptedStillSeesEverything() {
        tree.vf(pf, 0, LAYOUT).driver("igbvf").netdev("eth3", 9);
        PciTree.Facts calm = read();
        Thread.currentThread().interrupt();
        PciTree.Facts hurried = read();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(hurried).isEqualTo(calm);
    }

    private PciTree.Facts read() {
        return new PciTree(SysRoot.at(root)).read();
    }

    private Pf onlyPf() {
        PciTree.Facts facts = read();
        assertThat(facts.pfs()).hasSize(1);
        return facts.pfs().get(0);
    }
}
