package io.keelson.vf.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One device is broken in one way; the other one stays whole. */
class BrokenTreeTest {
    private static final SriovLayout LAYOUT = new SriovLayout(128, 2);
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress OTHER = PciAddress.of("0000:03:00.0");
    private static final String DIR = "/sys/devices/pci0000:00/0000:00:00.0/";

    private final Path outside;
    private final Path root;
    private final TreeBuilder tree;
    private final PciNode pf;
    private final PciNode vf;

    BrokenTreeTest(@TempDir Path outside) {
        this.outside = outside;
        root = outside.resolve("root");
        tree = new TreeBuilder(root);
        pf = tree.nic(PF, 7).netdev("eth1", 3).file("sriov_numvfs", "1");
        vf = tree.vf(pf, 0, LAYOUT).driver("igbvf").netdev("eth3", 4);
        PciNode other = tree.nic(OTHER, 7).netdev("eth2", 5).file("sriov_numvfs", "1");
        tree.vf(other, 0, LAYOUT).driver("igbvf").netdev("eth4", 6);
    }

    @BeforeEach
    void soundBefore() {
        assertThat(facts().problems()).isEmpty();
    }

    @Test
    void aMissingFileIsAbsentAndAProblem() {
        vf.without("vendor");
        assertThat(vf().vendor()).isEmpty();
        assertThat(onlyProblem())
                .isEqualTo(Problem.of(
                        Code.SYSFS_UNREADABLE,
                        Subject.of(vf.address()),
                        DIR + "0000:01:10.0/vendor: No such file or directory",
                        onlyProblem().hint(),
                        Errno.ENOENT));
    }

    @Test
    void aDirectoryInAFilesPlaceIsAProblem() throws IOException {
        pf.without("numa_node");
        Files.createDirectory(pf.path().resolve("numa_node"));
        assertThat(pf().numaNode()).isEmpty();
        assertThat(onlyProblem()).matches(p -> p.errno().equals(Optional.of(new Errno(21))));
    }

    @Test
    void textOfAnotherKindIsAProblem() {
        vf.file("device", "fish");
        assertThat(vf().device()).isEmpty();
        assertThat(onlyProblem().detail()).isEqualTo(DIR + "0000:01:10.0/device: unexpected text 'fish'");
    }

    @Test
    void tooLongATextIsAProblem() {
        vf.file("numa_node", " ".repeat(KernelFile.MAX_BYTES) + "1");
        assertThat(vf().numaNode()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("longer than 256 bytes");
    }

    @Test
    void controlCharactersDoNotReachTheMessage() {
        vf.file("driver_override", "a\u001b[2Jb");
        assertThat(onlyProblem().detail()).endsWith("unexpected text 'a?[2Jb'");
    }

    @Test
    void aVfWithoutDriverIsAProblemButIsThere() {
        vf.without("driver").without("net");
        assertThat(vf().driver()).isEmpty();
        assertThat(onlyProblem())
                .matches(p -> p.code() == Code.VF_WITHOUT_DRIVER && p.subject().equals(Subject.of(vf.address())));
    }

    @Test
    void aLinkToNowhereIsABrokenLink() {
        pf.link("virtfn0", "../0000:01:1f.0");
        assertThat(pf().vfs()).isEmpty();
        assertThat(onlyProblem().code()).isEqualTo(Code.VF_LINK_BROKEN);
        assertThat(onlyProblem().subject()).isEqualTo(new Subject("0000:01:00.0 vf 0"));
        assertThat(onlyProblem().detail())
                .isEqualTo(DIR + "0000:01:00.0/virtfn0: points to " + DIR + "0000:01:1f.0, which is not there");
    }

    @Test
    void aLinkToAnotherPlaceThanTheBusHasIsABrokenLink() throws IOException {
        Files.createDirectories(pf.path().resolve("../elsewhere/0000:01:10.0"));
        pf.link("virtfn0", "../elsewhere/0000:01:10.0");
        assertThat(pf().vfs()).isEmpty();
        assertThat(onlyProblem().code()).isEqualTo(Code.VF_LINK_BROKEN);
    }

    @Test
    void aVfThatNamesAnotherPfIsABrokenLink() {
        vf.link("physfn", "../0000:03:00.0");
        assertThat(pf().vfs()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("0000:01:10.0 names 0000:03:00.0 as its physfn");
    }

    @Test
    void aFileInALinksPlaceIsABrokenLink() {
        pf.without("virtfn0").file("virtfn0", "0000:01:10.0");
        assertThat(pf().vfs()).isEmpty();
        assertThat(onlyProblem().code()).isEqualTo(Code.VF_LINK_BROKEN);
    }

    @Test
    void anUnreadableCountIsAProblemAndNotKnown() {
        pf.file("sriov_numvfs", "-3");
        assertThat(pf().numVfs()).isEmpty();
        assertThat(pf().vfs()).hasSize(1);
        assertThat(onlyProblem().detail()).endsWith("sriov_numvfs: unexpected text '-3'");
    }

    @Test
    void anUnreadableTotalIsAProblemAndNotZero() {
        pf.file("sriov_totalvfs", "many");
        assertThat(pf().totalVfs()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("sriov_totalvfs: unexpected text 'many'");
    }

    @Test
    void aFunctionWithoutClassIsAProblem() {
        pf.without("class");
        assertThat(facts().pfs()).extracting(Pf::address).containsExactly(OTHER);
        assertThat(onlyProblem().detail()).endsWith("class: No such file or directory");
    }

    @Test
    void aDeviceOutsideTheRootIsNotRead() throws IOException {
        Path away = outside.resolve("0000:01:10.0");
        Files.move(vf.path(), away);
        pf.link("virtfn0", away.toString());
        Path onBus = tree.bus().resolve("devices/0000:01:10.0");
        Files.delete(onBus);
        Files.createSymbolicLink(onBus, away);
        assertThat(pf().vfs()).isEmpty();
        assertThat(facts().problems()).extracting(Problem::code).contains(Code.SYSFS_UNREADABLE, Code.VF_LINK_BROKEN);
    }

    @Test
    void aParentDirectoryThatLeadsOutOfTheRootIsNotRead() throws IOException {
        Path bridge = pf.path().getParent();
        Files.move(bridge, outside.resolve("bridge"));
        Files.createSymbolicLink(bridge, outside.resolve("bridge"));
        assertThat(facts().pfs()).extracting(Pf::address).containsExactly(OTHER);
    }

    @Test
    void anAttributeThatIsALinkIsNotFollowed() throws IOException {
        Path secret = Files.writeString(outside.resolve("secret"), "0x5ec7\n");
        vf.link("device", secret.toString());
        assertThat(vf().device()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("device: Too many levels of symbolic links");
    }

    @Test
    void interfacesBehindALinkAreNotRead() throws IOException {
        Files.move(vf.path().resolve("net"), outside.resolve("net"));
        vf.link("net", outside.resolve("net").toString());
        assertThat(vf().netdev()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("0000:01:10.0/net: Not a directory");
    }

    @Test
    void anInterfaceLacksOneFact() {
        pf.without("net/eth1/mtu");
        assertThat(pf().netdev())
                .get()
                .matches(n -> n.mtu().isEmpty() && n.mac().isPresent());
        assertThat(onlyProblem().detail()).endsWith("/net/eth1/mtu: No such file or directory");
    }

    @Test
    void anInterfaceWithoutIndexCannotBeUsed() {
        pf.netdevFile("eth1", "ifindex", "99999999999");
        assertThat(pf().netdev()).isEmpty();
        assertThat(onlyProblem().detail()).endsWith("/net/eth1/ifindex: unexpected text '99999999999'");
    }

    @Test
    void aHostWithoutPciIsAProblem() {
        Path none = outside.resolve("none");
        PciTree.Facts facts = new PciTree(SysRoot.at(none)).read();
        assertThat(facts.pfs()).isEmpty();
        assertThat(facts.problems()).singleElement().matches(p -> p.detail()
                .equals("/sys/bus/pci/devices: No such file or directory"));
    }

    @Test
    void aVfThatGoesAwayWhileBeingReadIsLeftOut() {
        PciDeviceDir device =
                new PciBusDir(SysRoot.at(root)).device(vf.address()).orElseThrow();
        vf.without("");
        Findings findings = new Findings(SysRoot.at(root), vf.address());
        assertThat(new VfFiles(
                                device,
                                PF,
                                new VfIndex(0),
                                Optional.empty(),
                                0,
                                Optional.empty(),
                                TraitReader.ofHost(SysRoot.at(root)))
                        .read(findings))
                .isEmpty();
    }

    @Test
    void anInterfaceThatGoesAwayWhileBeingReadIsNoProblem() {
        Path gone = pf.path().resolve("net/eth9");
        Findings findings = new Findings(SysRoot.at(root), PF);
        Optional<Netdev> netdev = new NetdevDir(new IfName("eth9"), gone).read(findings);
        assertThat(netdev).isEmpty();
        assertThat(findings.problems()).isEmpty();
    }

    @Test
    void aVfThatComesDuringAScanMakesItBeginAgain() {
        BusContents bus = new BusContents(SysRoot.at(root));
        assertThat(bus.find(PciAddress.of("0000:01:1f.0"))).isEmpty();
        assertThat(bus.isStale()).isFalse();
        PciNode late = tree.vf(pf, 1, LAYOUT);
        assertThat(bus.find(late.address())).isEmpty();
        assertThat(bus.isStale()).isTrue();
    }

    private PciTree.Facts facts() {
        PciTree.Facts facts = new PciTree(SysRoot.at(root)).read();
        assertThat(facts.pfs())
                .filteredOn(p -> p.address().equals(OTHER))
                .singleElement()
                .matches(p -> p.netdev().isPresent() && p.vfs().size() == 1);
        return facts;
    }

    private Pf pf() {
        return facts().pfs().stream()
                .filter(p -> p.address().equals(PF))
                .findFirst()
                .orElseThrow();
    }

    private Vf vf() {
        return pf().vfs().get(0);
    }

    private Problem onlyProblem() {
        assertThat(facts().problems()).hasSize(1);
        return facts().problems().get(0);
    }
}
