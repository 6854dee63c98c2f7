package io.keelson.plugin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.keelson.config.model.Allocation;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.AllocateReply;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.CdiPool;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Vf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CdiSpecsTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String FILE = "sriov-dp-intel.com-net-pci-dpdk_a.yaml";

    private final Path directory;

    CdiSpecsTest(@TempDir Path root) {
        directory = root.resolve("cdi");
    }

    @Test
    void thePoolsFileTellsTheNodesOfEachDevice() throws Exception {
        desk("intel.com/dpdk_a", DriverChoice.VFIO_PCI, node -> true, Vfs.vfio(0), Vfs.vfio(1));

        assertThat(directory.resolve(FILE)).hasContent("""
            cdiVersion: 0.5.0
            kind: intel.com/net-pci
            containerEdits: {}
            devices:
            - name: "0000:01:10.0"
              containerEdits:
                deviceNodes:
                - path: "/dev/vfio/vfio"
                  hostPath: "/dev/vfio/vfio"
                  permissions: rw
                - path: "/dev/vfio/70"
                  hostPath: "/dev/vfio/70"
                  permissions: rw
            - name: "0000:01:10.1"
              containerEdits:
                deviceNodes:
                - path: "/dev/vfio/vfio"
                  hostPath: "/dev/vfio/vfio"
                  permissions: rw
                - path: "/dev/vfio/71"
                  hostPath: "/dev/vfio/71"
                  permissions: rw
            """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(FILE))))
                .isEqualTo("r--r--r--");
        assertSound(directory.resolve(FILE));
    }

    @Test
    void devicesWithoutNodesAreLeftOutAndAPoolOfThemHasNoFile() throws Exception {
        PoolDesk desk = desk("intel.com/dpdk_a", DriverChoice.AS_FOUND, node -> true, Vfs.kernel(0), Vfs.vfio(1));

        assertThat(YAML.readTree(directory.resolve(FILE).toFile()).path("devices"))
                .hasSize(1);
        assertSound(directory.resolve(FILE));
        desk.update(view(terms("intel.com/dpdk_a", DriverChoice.AS_FOUND), Vfs.kernel(0)));
        assertThat(directory.resolve(FILE)).doesNotExist();
    }

    @Test
    void aGroupWithoutIommuIsFoundUnderItsPlainName() throws Exception {
        desk("intel.com/dpdk_a", DriverChoice.VFIO_PCI, n -> !n.text().equals("/dev/vfio/70"), Vfs.vfio(0));

        JsonNode node = YAML.readTree(directory.resolve(FILE).toFile()).at("/devices/0/containerEdits/deviceNodes/1");
        assertThat(node.path("hostPath").asText()).isEqualTo("/dev/vfio/noiommu-70");
        assertThat(node.path("path").asText()).isEqualTo("/dev/vfio/70");
    }

    @Test
    void whatSomebodyRemovedIsThereAgainBeforeTheNextAllocateIsAnswered() throws Exception {
        PoolDesk desk = desk("intel.com/dpdk_a", DriverChoice.VFIO_PCI, node -> true, Vfs.vfio(0));
        Files.delete(directory.resolve(FILE));

        desk.allocate(List.of(List.of("0000:01:10.0")));
        assertThat(directory.resolve(FILE)).exists();
    }

    /** kubelet keeps the first of several annotations with one key. */
    @Test
    void threePoolsInOneContainerGiveAllTheirDevices() throws HostException {
        Map<String, String> annotations = new TreeMap<>();
        List<String> names = new ArrayList<>();
        for (String resource : List.of("intel.com/dpdk_a", "intel.com/dpdk_b", "intel.com/dpdk_c")) {
            int n = resource.charAt(resource.length() - 1) - 'a';
            AllocateReply.ByCdi cdi = desk(
                            resource, DriverChoice.VFIO_PCI, node -> true, Vfs.vfio(2 * n), Vfs.vfio(2 * n + 1))
                    .allocate(List.of(List.of(
                            Vfs.address(2 * n + 1).toString(),
                            Vfs.address(2 * n).toString())))
                    .get(0)
                    .byCdi()
                    .orElseThrow();
            annotations.putIfAbsent(cdi.annotation().getKey(), cdi.annotation().getValue());
            names.addAll(cdi.names());
        }
        assertThat(annotations)
                .containsEntry(
                        "cdi.k8s.io/intel.com_net-pci_dpdk_a",
                        "intel.com/net-pci=0000:01:10.1,intel.com/net-pci=0000:01:10.0");
        assertThat(String.join(",", annotations.values()).split(","))
                .containsExactlyElementsOf(names)
                .hasSize(6);
    }

    @Test
    void aKernelVfIsAskedForInNoWayOfCdi() throws HostException {
        PoolDesk desk = desk("intel.com/dpdk_a", DriverChoice.AS_FOUND, node -> true, Vfs.kernel(0), Vfs.vfio(1));

        assertThat(desk.allocate(List.of(List.of("0000:01:10.0"))).get(0).byCdi())
                .isEmpty();
        assertThat(desk.allocate(List.of(List.of("0000:01:10.0", "0000:01:10.1")))
                        .get(0)
                        .byCdi()
                        .orElseThrow()
                        .names())
                .containsExactly("intel.com/net-pci=0000:01:10.1");
    }

    @Test
    void filesOfPluginsBeforeUsGoAndOthersStay() throws Exception {
        Files.createDirectories(directory);
        List<String> files = List.of(
                FILE, "sriov-dp-intel.com-net-pci-old.yaml", "sriov-dp-x.json", "nvidia.yaml", ".sriov-dp-y.yaml");
        for (String name : files) {
            Files.writeString(directory.resolve(name), "x");
        }
        new CdiSpecs(directory)
                .keepOnly(List.of(CdiPool.of(name("intel.com/dpdk_a"), DeviceType.NET_DEVICE)
                        .orElseThrow()));

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder(FILE, "nvidia.yaml", ".sriov-dp-y.yaml");
        }
        new CdiSpecs(directory.resolve("none")).keepOnly(List.of());
    }

    @Test
    void everyResourceHasKeysThatKubeletTakesAndNoOtherHas() {
        Random random = new Random(20261127);
        Set<String> keys = new HashSet<>();
        int pools = 0;
        for (int round = 0; round < 5_000; round++) {
            String prefix = "a" + "b-c.d".repeat(random.nextInt(24)) + random.nextInt(100);
            String name = "N" + "_-.x".repeat(random.nextInt(15)) + random.nextInt(1000);
            Optional<CdiPool> pool = ResourceName.of(prefix, name).flatMap(r -> CdiPool.of(r, DeviceType.NET_DEVICE));
            if (pool.isEmpty()) {
                continue;
            }
            String key = pool.get().annotation();
            assertThat(key).matches("cdi\\.k8s\\.io/[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
            assertThat(pool.get().fileName()).hasSizeLessThan(256).doesNotContain("/");
            pools += keys.add(prefix + "/" + name) ? 1 : 0;
            keys.add(key);
        }
        assertThat(keys).hasSize(2 * pools);
        assertThat(CdiPool.of(name("3com.com/x"), DeviceType.NET_DEVICE)).isEmpty();
    }

    /** The rules of CDI 0.5.0 and 0.6.0 that a runtime holds a file to. */
    private static void assertSound(Path file) throws IOException {
        JsonNode spec = YAML.readTree(file.toFile());
        assertThat(spec.fieldNames()).toIterable().containsOnly("cdiVersion", "kind", "containerEdits", "devices");
        assertThat(spec.path("cdiVersion").asText()).isEqualTo("0.5.0");
        assertThat(spec.path("kind").asText())
                .matches("[A-Za-z]([A-Za-z0-9_.-]*[A-Za-z0-9])?/[A-Za-z]([A-Za-z0-9_-]*[A-Za-z0-9])?");
        Set<String> names = new HashSet<>();
        for (JsonNode device : spec.path("devices")) {
            assertThat(device.path("name").asText()).matches("[A-Za-z0-9]([A-Za-z0-9_.:-]*[A-Za-z0-9])?");
            assertThat(names.add(device.path("name").asText())).isTrue();
            JsonNode nodes = device.at("/containerEdits/deviceNodes");
            assertThat(nodes).isNotEmpty();
            for (JsonNode node : nodes) {
                assertThat(node.fieldNames()).toIterable().containsOnly("path", "hostPath", "permissions");
                assertThat(node.path("permissions").asText()).matches("[rwm]{1,3}");
            }
        }
    }

    private PoolDesk desk(String resource, DriverChoice driver, NodeCheck nodes, Vf... vfs) {
        PublishedFiles files = new PublishedFiles(
                new DeviceInfoFiles(directory.resolveSibling("devinfo"), () -> Ledger.EMPTY),
                new CdiSpecs(directory),
                nodes,
                problem -> {
                    throw new AssertionError(problem.line());
                });
        return new PoolDesk(
                view(terms(resource, driver), vfs),
                Desks.ports(g -> {}, (t, d) -> Optional.empty(), nodes, files, Clock.systemUTC()));
    }

    private static PoolTerms terms(String resource, DriverChoice driver) {
        return new PoolTerms(
                name(resource),
                driver,
                Allocation.SPREAD,
                Gate.OFF,
                false,
                true,
                CdiPool.of(name(resource), DeviceType.NET_DEVICE));
    }

    private static PoolView view(PoolTerms terms, Vf... vfs) {
        return new PoolView(
                terms,
                Stream.of(vfs).map(vf -> new Assigned(vf, Optional.empty())).toList());
    }

    private static ResourceName name(String text) {
        return ResourceName.parse(text).orElseThrow();
    }
}
