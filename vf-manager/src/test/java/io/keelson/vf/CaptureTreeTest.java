package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.Others;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code capture-tree.sh} takes along all that the scan looks at. */
class CaptureTreeTest {
    private static final SriovLayout LAYOUT = new SriovLayout(128, 2);

    private final Path dir;

    CaptureTreeTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aCapturedTreeShowsTheSameFacts() throws Exception {
        Path original = dir.resolve("original");
        TreeBuilder tree = new TreeBuilder(original);
        PciNode pf = tree.nic(PciAddress.of("0000:01:00.0"), 7).file("numa_node", "1");
        switchPort(pf, "aaa", 9, "pf0vf0");
        switchPort(pf, "bbb", 8, "p0");
        tree.vf(pf, 0, LAYOUT).driver("igbvf").iommuGroup(5).netdev("eth3", 10);
        tree.vf(pf, 1, LAYOUT)
                .driver("vfio-pci")
                .file("driver_override", "vfio-pci")
                .iommuGroup(6);
        tree.vf(pf, 2, LAYOUT).driver("igbvf").iommuGroup(6).netdevAway();
        tree.function(PciAddress.of("0000:05:00.0"), "0x060400", "0x8086", "0x1533")
                .iommuGroup(5);
        pf.link("virtfn3", "../0000:01:1f.0");

        Path copy = dir.resolve("copy");
        assertThat(capture(copy, original)).isZero();

        Snapshot expected = HostScanner.ofTree(original).scan();
        Snapshot captured = HostScanner.ofTree(copy).scan();
        assertThat(expected.pfs()).singleElement().matches(p -> p.vfs().size() == 3);
        assertThat(timeless(captured)).isEqualTo(timeless(expected));
        assertThat(captured.problems()).isEqualTo(expected.problems()).hasSize(1);
        assertThat(absoluteLinks(copy)).isEmpty();
    }

    @Test
    void traitsAndOtherDevicesAreTakenAlong() throws Exception {
        Path original = Path.of("src/test/trees/connectx-traits").toAbsolutePath();
        Path copy = dir.resolve("copy");
        assertThat(capture(copy, original)).isZero();

        Snapshot expected = HostScanner.ofTree(original).scan();
        Snapshot captured = HostScanner.ofTree(copy).scan();
        assertThat(timeless(captured)).isEqualTo(timeless(expected));
        assertThat(timeless(captured.others())).isEqualTo(timeless(expected.others()));
        assertThat(captured.others().subFunctions())
                .isEqualTo(expected.others().subFunctions())
                .hasSize(2);
    }

    @Test
    void virtioDevicesAreTakenAlong() throws Exception {
        Path original = Path.of("src/test/trees/virtio-three-vfs").toAbsolutePath();
        Path copy = dir.resolve("copy");
        assertThat(capture(copy, original)).isZero();

        Snapshot expected = HostScanner.ofTree(original).scan();
        assertThat(timeless(HostScanner.ofTree(copy).scan()))
                .isEqualTo(timeless(expected))
                .hasSize(3);
    }

    @Test
    void anExistingDestinationIsNotTouched() throws Exception {
        Path there = Files.createDirectory(dir.resolve("there"));
        assertThat(capture(there, dir)).isEqualTo(2);
        assertThat(there).isEmptyDirectory();
    }

    private static void switchPort(PciNode pf, String name, int ifindex, String port) {
        pf.netdev(name, ifindex)
                .netdevFile(name, "phys_port_name", port)
                .netdevFile(name, "phys_switch_id", "b8cef603000f31");
    }

    private static int capture(Path destination, Path root) throws IOException, InterruptedException {
        return new ProcessBuilder("src/test/capture-tree.sh", destination.toString(), root.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** The inodes of two trees differ. */
    private static List<Pf> timeless(Snapshot snapshot) {
        return snapshot.pfs().stream()
                .map(pf -> pf.withVfs(
                        pf.vfs().stream().map(CaptureTreeTest::timeless).toList()))
                .toList();
    }

    private static Vf timeless(Vf vf) {
        return new Vf(
                new VfId(vf.address(), 0),
                vf.pf(),
                vf.index(),
                vf.vendor(),
                vf.device(),
                vf.driver(),
                vf.driverOverride(),
                vf.netdev(),
                vf.iommuGroup(),
                vf.groupSize(),
                vf.numaNode(),
                vf.settings(),
                vf.traits());
    }

    private static List<OtherFunction> timeless(Others others) {
        return others.functions().stream().map(CaptureTreeTest::timeless).toList();
    }

    private static OtherFunction timeless(OtherFunction f) {
        return new OtherFunction(
                new VfId(f.address(), 0),
                f.kind(),
                f.physfn(),
                f.vendor(),
                f.device(),
                f.driver(),
                f.driverOverride(),
                f.netdev(),
                f.iommuGroup(),
                f.groupSize(),
                f.numaNode(),
                f.traits());
    }

    private static List<Path> absoluteLinks(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            return all.filter(Files::isSymbolicLink)
                    .filter(CaptureTreeTest::isAbsolute)
                    .toList();
        }
    }

    private static boolean isAbsolute(Path link) {
        try {
            return Files.readSymbolicLink(link).isAbsolute();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
