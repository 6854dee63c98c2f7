package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.DdpProfiles;
import io.keelson.vf.step.EswitchModes;
import io.keelson.vf.step.PfSettings.Told;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostScannerTest {
    private static final SriovLayout LAYOUT = new SriovLayout(128, 2);
    private static final PciAddress PF0 = PciAddress.of("0000:01:00.0");
    private static final PciAddress PF1 = PciAddress.of("0000:03:00.0");

    private final Path root;

    HostScannerTest(@TempDir Path root) {
        this.root = root;
    }

    private static final DdpProfile PACKAGE = new DdpProfile("ICE OS Default Package");

    @Test
    void everyLookHasAHigherGeneration() {
        HostScanner scanner = HostScanner.ofTree(root);
        long first = scanner.scan().generation();
        assertThat(scanner.scan().generation()).isGreaterThan(first);
    }

    @Test
    void manyVfsAreAllSeen() {
        TreeBuilder.scaled(root, 16, 16);
        Snapshot snapshot = HostScanner.ofTree(root).scan();
        assertThat(snapshot.problems()).isEmpty();
        assertThat(snapshot.pfs()).hasSize(16).allMatch(pf -> pf.vfs().size() == 16);
        assertThat(snapshot.vfs().map(Vf::address).distinct()).hasSize(256);
        assertThat(snapshot.vfs())
                .allMatch(vf -> vf.groupSize() == 1 && vf.netdev().isPresent());
    }

    @Test
    void oneVfIsReadAnew() {
        List<PciNode> vfs = twoPfs();
        HostScanner scanner = HostScanner.of(
                root,
                pf -> Told.of(Map.of(new VfIndex(0), VfSettings.NONE.withTrust(true))),
                EswitchModes.NONE,
                DdpProfiles.NONE);
        Snapshot before = scanner.scan();
        Vf known = before.vf(vfs.get(0).address()).orElseThrow();
        vfs.get(0).driver("vfio-pci").file("device", "fish").file("numa_node", "1");
        vfs.get(1).driver("vfio-pci");

        Snapshot after = scanner.vf(known).orElseThrow().into(before);

        assertThat(after.generation()).isGreaterThan(before.generation());
        assertThat(after.vf(known.address())).get().satisfies(vf -> {
            assertThat(vf.driver()).contains(DriverName.VFIO_PCI);
            assertThat(vf.numaNode()).contains(new NumaNode(1));
            assertThat(vf.settings()).contains(VfSettings.NONE.withTrust(true));
            assertThat(vf.iommuGroup()).isEqualTo(known.iommuGroup());
            assertThat(vf.groupSize()).isEqualTo(1);
        });
        assertThat(after.pf(PF1)).isEqualTo(before.pf(PF1));
        assertThat(after.problems()).extracting(Problem::subject).containsExactly(Subject.of(known.address()));

        vfs.get(0).file("device", "0x10ca");
        assertThat(scanner.vf(known).orElseThrow().into(after).problems()).isEmpty();
    }

    @Test
    void aVfThatIsGoneOrAnotherIsNotReadAnew() {
        List<PciNode> vfs = twoPfs();
        HostScanner scanner = HostScanner.ofTree(root);
        Vf known = scanner.scan().vf(vfs.get(0).address()).orElseThrow();
        Path aside = root.resolve("aside");
        assertThat(vfs.get(0).path().toFile().renameTo(aside.toFile())).isTrue();
        assertThat(scanner.vf(known)).isEmpty();

        new TreeBuilder(root)
                .vf(
                        new PciNode(
                                new TreeBuilder(root), PF0, vfs.get(0).path().resolveSibling(PF0.toString())),
                        0,
                        LAYOUT);
        assertThat(scanner.vf(known)).as("another VF at the same address").isEmpty();
    }

    @Test
    void onePfIsReadAnewWithItsVfsAndProblems() {
        List<PciNode> vfs = twoPfs();
        HostScanner scanner = HostScanner.of(
                root,
                pf -> Told.of(Map.of(new VfIndex(0), VfSettings.NONE.withTrust(true))),
                EswitchModes.NONE,
                DdpProfiles.NONE);
        Snapshot before = scanner.scan();
        vfs.forEach(vf -> vf.driver("vfio-pci").file("device", "fish"));

        Snapshot after = scanner.pf(PF0).into(before);

        assertThat(after.vf(vfs.get(0).address())).get().satisfies(vf -> {
            assertThat(vf.driver()).contains(DriverName.VFIO_PCI);
            assertThat(vf.settings()).contains(VfSettings.NONE.withTrust(true));
            assertThat(vf.groupSize()).isEqualTo(1);
        });
        assertThat(after.pf(PF1)).isEqualTo(before.pf(PF1));
        assertThat(after.problems())
                .extracting(Problem::subject)
                .containsExactly(Subject.of(vfs.get(0).address()));
        assertThat(scanner.pf(PF0).into(after).problems()).isEqualTo(after.problems());

        vfs.get(0).file("device", "0x10ca");
        assertThat(scanner.pf(PF0).into(after).problems()).isEmpty();
    }

    @Test
    void aPfThatIsGoneLeavesAndOneThatCameIsPutInOrder() {
        twoPfs();
        HostScanner scanner = HostScanner.ofTree(root);
        Snapshot before = scanner.scan();
        Path pf0 = root.resolve("sys/bus/pci/devices").resolve(PF0.toString());
        Path aside = root.resolve("aside");
        assertThat(pf0.toFile().renameTo(aside.toFile())).isTrue();
        Snapshot without = scanner.pf(PF0).into(before);
        assertThat(without.pfs()).extracting(Pf::address).containsExactly(PF1);

        assertThat(aside.toFile().renameTo(pf0.toFile())).isTrue();
        assertThat(scanner.pf(PF0).into(without).pfs()).extracting(Pf::address).containsExactly(PF0, PF1);
    }

    @Test
    void settingsAndEswitchModeComeFromTheirSources() {
        twoPfs();
        VfSettings trusted = VfSettings.NONE.withTrust(true);
        HostScanner scanner = HostScanner.of(
                root,
                pf -> Told.of(pf.equals(PF0) ? Map.of(new VfIndex(0), trusted) : Map.of()),
                pf -> pf.equals(PF0) ? Optional.of(EswitchMode.SWITCHDEV) : Optional.empty(),
                pf -> pf.address().equals(PF0) ? Optional.of(PACKAGE) : Optional.empty());
        Snapshot snapshot = scanner.scan();
        assertThat(snapshot.vfs().map(vf -> vf.traits().ddp())).containsExactly(Optional.of(PACKAGE), Optional.empty());
        assertThat(snapshot.pfs())
                .extracting(pf -> pf.traits().ddp())
                .containsExactly(Optional.of(PACKAGE), Optional.empty());
        Vf known = snapshot.vfs().findFirst().orElseThrow();
        assertThat(scanner.vf(known).orElseThrow().into(snapshot).vfs().map(vf -> vf.traits()
                        .ddp()))
                .as("read again alone")
                .containsExactly(Optional.of(PACKAGE), Optional.empty());
        assertThat(snapshot.pf(PF0).orElseThrow().eswitchMode()).contains(EswitchMode.SWITCHDEV);
        assertThat(snapshot.pf(PF1).orElseThrow().eswitchMode()).isEmpty();
        assertThat(snapshot.vfs().map(Vf::settings)).containsExactly(Optional.of(trusted), Optional.empty());
    }

    @Test
    void aSourceThatFailsForOnePfIsAProblemAndHidesNothing() {
        twoPfs();
        Problem deaf = Problem.of(Code.KERNEL_UNREACHABLE, Subject.of(PF0), "no answer", "try again");
        VfSettings trusted = VfSettings.NONE.withTrust(true);
        HostScanner scanner = HostScanner.of(
                root,
                pf -> {
                    if (pf.equals(PF0)) {
                        throw new HostException(deaf);
                    }
                    return Told.of(Map.of(new VfIndex(0), trusted));
                },
                pf -> {
                    throw new HostException(deaf);
                },
                DdpProfiles.NONE);
        Snapshot snapshot = scanner.scan();
        assertThat(snapshot.vfs().map(Vf::settings)).containsExactly(Optional.empty(), Optional.of(trusted));
        assertThat(snapshot.problems()).containsExactly(deaf, deaf, deaf);
    }

    private List<PciNode> twoPfs() {
        TreeBuilder tree = new TreeBuilder(root);
        List<PciNode> vfs = new ArrayList<>();
        for (PciAddress address : List.of(PF0, PF1)) {
            PciNode pf = tree.nic(address, 7).file("sriov_numvfs", "1");
            vfs.add(tree.vf(pf, 0, LAYOUT).driver("igbvf").iommuGroup(vfs.size()));
        }
        return vfs;
    }
}
