package io.keelson.vf;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.DdpProfiles;
import io.keelson.vf.step.EswitchModes;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is looked at, and that no answer is lost, in whichever order answers come. */
class KernelFactsTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final DriverName VFIO = DriverName.VFIO_PCI;

    private final List<PciNode> vfs = new ArrayList<>();
    private final Map<VfIndex, VfSettings> held = new HashMap<>();
    private final AskedSource source;

    KernelFactsTest(@TempDir Path root) {
        TreeBuilder tree = new TreeBuilder(root);
        PciNode pf = tree.nic(PF, 7).file("sriov_numvfs", "2").netdev("eth0", 2);
        for (int i = 0; i < 2; i++) {
            vfs.add(tree.vf(pf, i, new SriovLayout(128, 2)).driver("igbvf").iommuGroup(i));
            held.put(new VfIndex(i), VfSettings.NONE.withTrust(false));
        }
        source = new AskedSource(
                HostScanner.of(root, asked -> PfSettings.Told.of(held), EswitchModes.NONE, DdpProfiles.NONE));
    }

    @Test
    void aVfLaneReadsThatVfAlone() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        vfs.get(0).driver("vfio-pci");
        vfs.get(1).driver("vfio-pci");
        trust(0);
        Snapshot seen = facts.look(lane(0), false);
        assertThat(source.asked).containsExactly("scan", "vf " + vfs.get(0).address());
        assertThat(driver(seen, 0)).contains(VFIO);
        assertThat(driver(seen, 1)).contains(new DriverName("igbvf"));
        assertThat(trusted(seen, 0)).as("as last seen").isFalse();
    }

    @Test
    void settingsAreReadWhereAskedFor() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        trust(0);
        assertThat(trusted(facts.look(lane(0), true), 0)).isTrue();
        assertThat(source.asked)
                .containsExactly(
                        "scan",
                        "vf " + vfs.get(0).address(),
                        "settings " + vfs.get(0).address());
        assertThat(trusted(facts.last(), 0)).isTrue();
    }

    @Test
    void aPfLaneReadsThatPfAlone() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        vfs.get(1).driver("vfio-pci");
        trust(1);
        Snapshot seen = facts.look(List.of(new Lane.WholePf(PF)), false);
        assertThat(source.asked).containsExactly("scan", "pf " + PF);
        assertThat(driver(seen, 1)).contains(VFIO);
        assertThat(trusted(seen, 1)).isTrue();
    }

    @Test
    void whatMovedIsReadAlone_aPfWithItsVfs() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        vfs.get(0).driver("vfio-pci");
        vfs.get(1).driver("vfio-pci");
        PciAddress vf = vfs.get(0).address();
        Snapshot seen = facts.look(new Moved(false, Set.of(vf)));
        assertThat(driver(seen, 0)).contains(VFIO);
        assertThat(driver(seen, 1)).contains(new DriverName("igbvf"));
        assertThat(driver(facts.look(new Moved(false, Set.of(vf, PF))), 1)).contains(VFIO);
        assertThat(source.asked).containsExactly("scan", "vf " + vf, "pf " + PF);
    }

    @Test
    void whatNobodyKnowsMeansALookAtEverything() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        facts.look(Moved.NOTHING);
        assertThat(source.asked).containsExactly("scan");
        facts.look(Moved.ANYTHING);
        facts.look(new Moved(false, Set.of(vfs.get(0).address(), PciAddress.of("0000:7f:00.0"))));
        assertThat(source.asked).containsExactly("scan", "scan", "scan");
    }

    @Test
    void noLaneReadsNothing() throws HostException {
        KernelFacts facts = new KernelFacts(source);
        facts.look(List.of(), true);
        assertThat(source.asked).containsExactly("scan");
    }

    @Test
    void aVfMadeAnewIsReadWithItsPf() throws HostException, IOException {
        KernelFacts facts = new KernelFacts(source);
        long before = facts.last().vf(vfs.get(0).address()).orElseThrow().id().incarnation();
        makeAnew(vfs.get(0).path());
        Snapshot seen = facts.look(lane(0), false);
        assertThat(source.asked).containsExactly("scan", "vf " + vfs.get(0).address(), "pf " + PF);
        assertThat(seen.vf(vfs.get(0).address()).orElseThrow().id().incarnation())
                .isNotEqualTo(before);
    }

    @Test
    void twoVfsOfOnePfKeepEachOthersLook() throws HostException, InterruptedException {
        KernelFacts facts = new KernelFacts(source);
        vfs.get(0).driver("vfio-pci");
        trust(0);
        AskedSource.Held first = source.holdNext();
        Thread slow = first.whileHeld(() -> facts.look(lane(0), true));
        vfs.get(1).driver("vfio-pci");
        trust(1);
        facts.look(lane(1), true);
        first.letGo(slow);
        for (int i = 0; i < 2; i++) {
            assertThat(driver(facts.last(), i)).contains(VFIO);
            assertThat(trusted(facts.last(), i)).isTrue();
        }
    }

    @Test
    void aSlowScanDoesNotHideWhatWasSeenSinceItBegan() throws HostException, InterruptedException {
        KernelFacts facts = new KernelFacts(source);
        AskedSource.Held scan = source.holdNext();
        Thread slow = scan.whileHeld(facts::scan);
        vfs.get(0).driver("vfio-pci");
        trust(0);
        facts.look(lane(0), true);
        scan.letGo(slow);
        assertThat(driver(facts.last(), 0)).contains(VFIO);
        assertThat(trusted(facts.last(), 0)).isTrue();
        vfs.get(0).driver("igbvf");
        assertThat(driver(facts.scan(), 0)).as("a scan begun later wins").contains(new DriverName("igbvf"));
    }

    @Test
    void anOlderLookDoesNotTakeTheNewersPlace() throws HostException, InterruptedException {
        KernelFacts facts = new KernelFacts(source);
        AskedSource.Held old = source.holdNext();
        Thread slow = old.whileHeld(() -> facts.look(lane(0), false));
        vfs.get(0).driver("vfio-pci");
        Snapshot seen = facts.look(lane(0), false);
        old.letGo(slow);
        assertThat(facts.last()).isEqualTo(seen);
        assertThat(driver(facts.last(), 0)).contains(VFIO);
    }

    /** The same files in another directory under the same name. */
    private static void makeAnew(Path device) throws IOException {
        Path old = Files.move(device, device.resolveSibling("aside"));
        Files.createDirectory(device);
        for (String name : requireNonNull(old.toFile().list())) {
            Files.move(old.resolve(name), device.resolve(name));
        }
    }

    @Test
    void aLookBegunBeforeAScanDoesNotHideIt() throws HostException, InterruptedException {
        KernelFacts facts = new KernelFacts(source);
        AskedSource.Held old = source.holdNext();
        Thread slow = old.whileHeld(() -> facts.look(lane(0), false));
        vfs.get(0).driver("vfio-pci");
        facts.scan();
        old.letGo(slow);
        assertThat(driver(facts.last(), 0)).contains(VFIO);
    }

    private void trust(int index) {
        held.put(new VfIndex(index), VfSettings.NONE.withTrust(true));
    }

    private List<Lane> lane(int index) {
        return List.of(new Lane.OneVf(PF, vfs.get(index).address()));
    }

    private Optional<DriverName> driver(Snapshot seen, int index) {
        return seen.vf(vfs.get(index).address()).flatMap(Vf::driver);
    }

    private boolean trusted(Snapshot seen, int index) {
        return seen.vf(vfs.get(index).address())
                .flatMap(Vf::settings)
                .flatMap(VfSettings::trust)
                .orElseThrow();
    }
}
