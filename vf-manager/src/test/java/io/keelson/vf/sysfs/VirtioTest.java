package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions whose netdev lies below the virtio device that is made of them. */
class VirtioTest {
    private static final Path CAPTURED = Path.of("src/test/trees/virtio-three-vfs");
    private static final PciAddress PF = PciAddress.of("0000:61:00.0");

    private final Path root;
    private final PciNode pf;

    VirtioTest(@TempDir Path root) {
        this.root = root;
        pf = new TreeBuilder(root).nic(PF, 3).driver("virtio-pci");
    }

    @Test
    void ofAPfAndItsVfs_atHome_away_andOnVfio() {
        PciTree.Facts facts = new PciTree(SysRoot.at(CAPTURED)).read();

        assertThat(facts.problems()).isEmpty();
        Pf virtio = facts.pfs().get(2);
        assertThat(virtio.address()).isEqualTo(PF);
        assertThat(virtio.name()).contains(new IfName("eth2"));
        assertThat(virtio.driver()).contains(new DriverName("virtio-pci"));
        assertThat(virtio.vfs())
                .extracting(Vf::address)
                .containsExactly(
                        PciAddress.of("0000:61:00.1"), PciAddress.of("0000:61:00.2"), PciAddress.of("0000:61:00.3"));
        assertThat(virtio.vfs()).allMatch(vf -> vf.device().equals(virtio.device()));
        assertThat(virtio.vendor()).isEqualTo(HexId.parse("1af4"));
        assertThat(virtio.vfs())
                .extracting(vf -> vf.netdev().map(Netdev::name))
                .containsExactly(Optional.of(new IfName("eth3")), Optional.empty(), Optional.empty());
        assertThat(virtio.vfs().get(0).netdev().flatMap(Netdev::mac)).contains(MacAddress.of("52:54:00:aa:cc:01"));
        assertThat(virtio.vfs()).extracting(Vf::netdevIsAway).containsExactly(false, true, false);
    }

    @Test
    void theVirtioDeviceIsThereWhileItsNetdevIsAway() {
        assertThat(virtio(CAPTURED, "0000:61:00.2")).contains(new VirtioName("virtio5"));
        assertThat(virtio(CAPTURED, "0000:61:00.3")).isEmpty();
        assertThat(virtio(CAPTURED, "0000:21:00.0")).isEmpty();
    }

    @Test
    void oneThatAnotherDriverLeftIsNotLookedAt() {
        pf.virtioNetdev("virtio3", "eth2", 4);
        assertThat(uplink()).contains("eth2");
        pf.driver("vfio-pci");
        assertThat(uplink()).isEmpty();
    }

    @Test
    void ofTwoNoneIsTaken_andThatIsTold() {
        pf.virtioNetdev("virtio3", "eth2", 4).directory("virtio4");
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.pfs().get(0).netdev()).isEmpty();
        assertThat(facts.problems()).hasSize(1).first().satisfies(p -> assertThat(p.line())
                .contains("0000:61:00.0", "virtio3", "virtio4"));
    }

    @Test
    void whatOnlyLooksLikeItIsNothing() throws IOException {
        Files.createDirectories(root.resolve("elsewhere/net/eth2"));
        pf.link("virtio3", root.resolve("elsewhere").toString())
                .directory("virtio03/net/eth2")
                .directory("virtio1234567890/net/eth2")
                .directory("virtio/net/eth2")
                .file("virtio4", "");
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.pfs().get(0).netdev()).isEmpty();
        assertThat(facts.problems()).isEmpty();
    }

    @Test
    void soft_roceOverItIsFound() {
        pf.virtioNetdev("virtio3", "eth2", 4).tree().softRdma("rxe0", "eth2", "uverbs0");
        List<Pf> pfs = new PciTree(SysRoot.at(root)).read().pfs();
        assertThat(pfs.get(0).traits().rdma()).extracting(RdmaDevice::name).hasToString("[rxe0]");
    }

    @Test
    void theBusTellsOfWhichFunctionADeviceIsMade() throws IOException {
        Path devices = Files.createDirectories(root.resolve("sys/bus/virtio/devices"));
        link(devices.resolve("virtio4"), "../../../devices/pci0000:60/0000:60:00.0/0000:61:00.1/virtio4");
        link(devices.resolve("virtio5"), "../../../devices/pci0000:60/0000:60:00.0/0000:61:00.1/virtio4");
        link(devices.resolve("virtio6"), "../../../devices/platform/a000000.virtio_mmio/virtio6");

        assertThat(function("virtio4")).contains(PciAddress.of("0000:61:00.1"));
        assertThat(function("virtio5")).as("links to another").isEmpty();
        assertThat(function("virtio6")).as("of no PCI function").isEmpty();
        assertThat(function("virtio7")).as("gone").isEmpty();
    }

    private static void link(Path link, String target) throws IOException {
        Files.createSymbolicLink(link, Path.of(target));
    }

    private Optional<PciAddress> function(String device) {
        return new VirtioBusDir(SysRoot.at(root)).function(new VirtioName(device));
    }

    private static Optional<VirtioName> virtio(Path tree, String function) {
        SysRoot sys = SysRoot.at(tree);
        PciAddress address = PciAddress.of(function);
        return new PciBusDir(sys).device(address).orElseThrow().virtio(new Findings(sys, address));
    }

    private Optional<String> uplink() {
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.problems()).isEmpty();
        return facts.pfs().get(0).name().map(IfName::text);
    }
}
