package io.keelson.vf;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** NICs this project has no machine with, as their trees in {@code src/test/trees} model them. */
class ModelledTreesTest {
    private static final Path TREES = Path.of("src/test/trees");

    static List<Path> trees() throws IOException {
        try (Stream<Path> all = Files.list(TREES)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** An absolute link would lead a scan, and a mount of the tree, out of it. */
    @ParameterizedTest
    @MethodSource("trees")
    void everyLinkOfATreeIsRelative(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            for (Path link : all.filter(Files::isSymbolicLink).toList()) {
                assertThat(Files.readSymbolicLink(link)).as("%s", link).isRelative();
            }
        }
    }

    @Test
    void inSwitchdevModeThePfIsItsUplinkThoughRepresentorsSortFirst() {
        Snapshot facts = HostScanner.ofTree(TREES.resolve("connectx-switchdev")).scan();

        assertThat(facts.problems()).isEmpty();
        assertThat(facts.pfs())
                .extracting(pf -> pf.name().orElseThrow().text())
                .containsExactly("ens1f0np0", "ens1f1np1");
        assertThat(facts.pfs().get(0).vfs())
                .extracting(vf ->
                        vf.netdev().map(Netdev::name).map(Object::toString).orElse("none"))
                .containsExactly("ens1f0v0", "ens1f0v1", "none", "none");
    }

    @Test
    void inSwitchdevModeEachVfHasTheRepresentorOfItsNumber() {
        HostScanner scanner = HostScanner.ofTree(TREES.resolve("connectx-switchdev"));
        List<Vf> vfs = scanner.scan().pfs().get(0).vfs();

        assertThat(vfs)
                .extracting(vf -> vf.traits().representor().orElseThrow().text())
                .containsExactly("ens1f0_0", "ens1f0_1", "ens1f0_2", "ens1f0_3");
        assertThat(scanner.vf(vfs.get(1)).orElseThrow())
                .isInstanceOfSatisfying(
                        Part.OfVf.class, part -> assertThat(part.facts()).isEqualTo(vfs.get(1)));
    }

    /** Only devlink knows it: {@code phys_switch_id} is also there where no switchdev mode is. */
    @ParameterizedTest
    @MethodSource("trees")
    void noTreeTellsAnEswitchMode(Path tree) {
        assertThat(HostScanner.ofTree(tree).scan().pfs())
                .allSatisfy(pf -> assertThat(pf.eswitchMode()).isEmpty());
    }

    @Test
    void sixtyFourVfsOfOnePfInOrderEachWithItsOwnDriver() {
        Snapshot facts = HostScanner.ofTree(TREES.resolve("e810-64-vfs")).scan();

        Pf pf = facts.pfs().get(0);
        assertThat(pf.vfs()).hasSize(64).isSortedAccordingTo(Comparator.comparing(Vf::index));
        assertThat(pf.vfs()).allSatisfy(vf -> assertThat(vf.address())
                .isEqualTo(pf.layout().orElseThrow().vfAddress(pf.address(), vf.index())));
        Map<String, Long> drivers = pf.vfs().stream()
                .map(vf -> vf.driver().map(DriverName::text).orElse("none"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(drivers).containsExactlyInAnyOrderEntriesOf(Map.of("iavf", 32L, "vfio-pci", 24L, "none", 8L));
        assertThat(pf.vfs().stream().filter(vf -> vf.netdev().isPresent())).hasSize(30);
        assertThat(facts.problems()).hasSize(8);
    }
}
