package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.nio.file.Path;
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

    @Test
    void everyLookHasAHigherGeneration() {
        HostScanner scanner = HostScanner.ofTree(root);
        long first = scanner.scan().generation();
        assertThat(scanner.scan().generation()).isGreaterThan(first);
    }

    @Test
    void twoThousandVfsAreAllSeen() {
        TreeBuilder.scaled(root, 16, 128);
        Snapshot snapshot = HostScanner.ofTree(root).scan();
        assertThat(snapshot.problems()).isEmpty();
        assertThat(snapshot.pfs()).hasSize(16).allMatch(pf -> pf.vfs().size() == 128);
        assertThat(snapshot.vfs().map(Vf::address).distinct()).hasSize(2048);
        assertThat(snapshot.vfs())
                .allMatch(vf -> vf.groupSize() == 1 && vf.netdev().isPresent());
    }

    @Test
    void settingsAndEswitchModeComeFromTheirSources() {
        twoPfs();
        VfSettings trusted = VfSettings.NONE.withTrust(true);
        HostScanner scanner = HostScanner.of(
                root,
                pf -> pf.equals(PF0) ? Map.of(new VfIndex(0), trusted) : Map.of(),
                pf -> pf.equals(PF0) ? Optional.of(EswitchMode.SWITCHDEV) : Optional.empty());
        Snapshot snapshot = scanner.scan();
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
                    return Map.of(new VfIndex(0), trusted);
                },
                pf -> {
                    throw new HostException(deaf);
                });
        Snapshot snapshot = scanner.scan();
        assertThat(snapshot.vfs().map(Vf::settings)).containsExactly(Optional.empty(), Optional.of(trusted));
        assertThat(snapshot.problems()).containsExactly(deaf, deaf, deaf);
    }

    private void twoPfs() {
        TreeBuilder tree = new TreeBuilder(root);
        for (PciAddress address : new PciAddress[] {PF0, PF1}) {
            PciNode pf = tree.nic(address, 7).file("sriov_numvfs", "1");
            tree.vf(pf, 0, LAYOUT).driver("igbvf");
        }
    }
}
