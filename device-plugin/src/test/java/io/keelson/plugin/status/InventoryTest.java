package io.keelson.plugin.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.vf.HostScanner;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every tree of vf-manager as {@code keelson inventory} shows it. */
class InventoryTest {
    private static final Path TREES = Path.of("../vf-manager/src/test/trees");

    static List<String> trees() throws IOException {
        try (Stream<Path> all = Files.list(TREES)) {
            return all.filter(Files::isDirectory)
                    .map(tree -> tree.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("trees")
    void everyTreeAsItsGoldenFiles(String tree) {
        matches(tree, scan(tree), Ledger.EMPTY);
    }

    @Test
    void ownersAndEswitchModesAreShown() {
        Snapshot facts = scan("igb-two-pfs");
        Snapshot switched = new Snapshot(
                facts.generation(),
                facts.pfs().stream()
                        .map(pf -> pf.withEswitchMode(Optional.of(EswitchMode.SWITCHDEV)))
                        .toList(),
                List.of());
        matches("owned", switched, new Ledger(Map.of(vf(facts).id(), owner()), Map.of(), Map.of()));
    }

    @Test
    void anOwnerOfAnEarlierVfAtTheAddressIsNotShown() {
        Snapshot facts = scan("igb-two-pfs");
        VfId earlier = new VfId(vf(facts).address(), vf(facts).id().incarnation() + 1);
        ObjectNode tree = InventoryJson.of(facts, new Ledger(Map.of(earlier, owner()), Map.of(), Map.of()));
        assertThat(tree.findValues("owner")).hasSize(4).allMatch(JsonNode::isNull);
    }

    @Test
    void aHostWithoutSriovSaysSo() {
        Snapshot none = new Snapshot(1, List.of(), List.of());
        assertThat(InventoryTable.of(none, Ledger.EMPTY)).isEqualTo("no SR-IOV capable network function\n");
        assertThat(InventoryJson.of(none, Ledger.EMPTY).toString()).isEqualTo("{\"pfs\":[],\"problems\":[]}");
    }

    @Test
    void jsonAndYamlSayTheSame() throws IOException {
        ObjectNode tree = InventoryJson.of(scan("broken-entries"), Ledger.EMPTY);
        assertThat(new JsonMapper().readTree(TreeText.json(tree))).isEqualTo(tree);
        assertThat(new YAMLMapper().readTree(TreeText.yaml(tree))).isEqualTo(tree);
    }

    private static void matches(String name, Snapshot snapshot, Ledger ledger) {
        ObjectNode tree = InventoryJson.of(snapshot, ledger);
        Golden.matches("inventory/" + name + ".json", TreeText.json(tree));
        Golden.matches("inventory/" + name + ".yaml", TreeText.yaml(tree));
        Golden.matches("inventory/" + name + ".txt", InventoryTable.of(snapshot, ledger));
    }

    private static Snapshot scan(String tree) {
        return HostScanner.ofTree(TREES.resolve(tree)).scan();
    }

    private static Vf vf(Snapshot facts) {
        return facts.vf(PciAddress.of("0000:01:10.0")).orElseThrow();
    }

    private static Owner owner() {
        return new Owner(
                new OwnerKey(
                        new BootId("3f2f1c1e-7d0a-4c1b-9a53-0c2f6b1f7e11"),
                        new ContainerId("9f86d081884c7d659a2feaa0c55ad015"),
                        new IfName("net1")),
                OwnerPhase.ATTACHED,
                new PodRef("ran", "upf-0", "b1c7"),
                new NetnsPath("/run/netns/cni-1"),
                OptionalLong.empty(),
                Optional.of("keelson.io/fast"),
                Optional.empty(),
                Instant.parse("2026-11-22T10:15:30Z"));
    }
}
