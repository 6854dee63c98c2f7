package io.keelson.plugin.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.dpdk.grant.Extras;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.RdmaName;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.VdpaName;
import io.keelson.vf.model.VdpaType;
import io.keelson.vf.model.Vf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceInfoFilesTest {
    private static final ResourceName FAST =
            ResourceName.parse("intel.com/sriov_net_A").orElseThrow();
    private static final String FILE_0 = "intel.com-sriov_net_A-0000:01:10.0-device.json";
    private static final String FILE_1 = "intel.com-sriov_net_A-0000:01:10.1-device.json";

    private final Path directory;
    private final Map<DeviceId, Grant> grants = new TreeMap<>();
    private final List<Problem> told = new ArrayList<>();

    DeviceInfoFilesTest(@TempDir Path root) {
        directory = root.resolve("k8s.cni.cncf.io/devinfo/dp");
    }

    @Test
    void anAllocateWritesTheFileBeforeItAnswersAndAfterTheGrantIsRecorded() throws Exception {
        PoolDesk desk = desk(directory, Vfs.kernel(0), Vfs.kernel(1));

        desk.allocate(List.of(List.of("0000:01:10.0")));

        assertThat(names()).containsExactly(FILE_0);
        assertThat(directory.resolve(FILE_0))
                .hasContent("{\"type\":\"pci\",\"version\":\"1.1.0\",\"pci\":"
                        + "{\"pci-address\":\"0000:01:10.0\",\"pf-pci-address\":\"0000:01:00.0\"}}");
        assertThat(mode(directory.resolve(FILE_0))).isEqualTo("r--r--r--");
        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
        desk.allocate(List.of(List.of("0000:01:10.0"), List.of("0000:01:10.1")));
        assertThat(names()).containsExactly(FILE_0, FILE_1);
    }

    @Test
    void whatTheSelectorAsksForIsTold() {
        Traits rdma = new Traits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(rdma("mlx5_2"), rdma("mlx5_3")),
                Optional.empty(),
                Optional.empty());
        Extras all = new Extras(true, true, Optional.empty(), Optional.empty());

        assertThat(DeviceInfo.of(Vfs.kernel(0).withTraits(rdma), all))
                .isEqualTo("{\"type\":\"pci\",\"version\":\"1.1.0\",\"pci\":{\"pci-address\":\"0000:01:10.0\","
                        + "\"vhost-net\":\"/dev/vhost-net\",\"rdma-device\":\"mlx5_2,mlx5_3\","
                        + "\"pf-pci-address\":\"0000:01:00.0\"}}");
        assertThat(DeviceInfo.of(Vfs.kernel(0).withTraits(rdma), Extras.NONE)).doesNotContain("rdma");
        assertThat(DeviceInfo.of(Vfs.kernel(0), all)).doesNotContain("rdma");
    }

    @Test
    void whoStandsForAVfAtTheSwitchIsTold() {
        Traits switchdev = Traits.NONE.withRepresentor(IfName.parse("ens1f0_0"));
        Extras vhost = new Extras(false, false, Optional.of(VdpaType.VHOST), Optional.empty());

        assertThat(DeviceInfo.of(Vfs.kernel(0).withTraits(switchdev), Extras.NONE))
                .isEqualTo("{\"type\":\"pci\",\"version\":\"1.1.0\",\"pci\":{\"pci-address\":\"0000:01:10.0\","
                        + "\"pf-pci-address\":\"0000:01:00.0\",\"representor-device\":\"ens1f0_0\"}}");
        assertThat(DeviceInfo.of(
                        Vfs.kernel(0)
                                .withTraits(
                                        vdpa(VdpaType.VHOST, "vhost-vdpa-1").withRepresentor(IfName.parse("a\"b\\c"))),
                        vhost))
                .startsWith("{\"type\":\"vdpa\"")
                .contains("\"representor-device\":\"a\\\"b\\\\c\"");
    }

    @Test
    void vdpaDevicesAreOfATypeOfTheirOwn() {
        Extras vhost = new Extras(false, false, Optional.of(VdpaType.VHOST), Optional.empty());
        Extras virtio = new Extras(false, false, Optional.of(VdpaType.VIRTIO), Optional.empty());

        assertThat(DeviceInfo.of(Vfs.kernel(0).withTraits(vdpa(VdpaType.VHOST, "vhost-vdpa-1")), vhost))
                .isEqualTo("{\"type\":\"vdpa\",\"version\":\"1.1.0\",\"vdpa\":{\"parent-device\":\"vdpa:0000:01:10.0\","
                        + "\"driver\":\"vhost\",\"path\":\"/dev/vhost-vdpa-1\",\"pci-address\":\"0000:01:10.0\","
                        + "\"pf-pci-address\":\"0000:01:00.0\"}}");
        assertThat(DeviceInfo.of(Vfs.kernel(0).withTraits(vdpa(VdpaType.VIRTIO, "")), virtio))
                .contains("\"driver\":\"virtio\"")
                .doesNotContain("path");
        assertThat(DeviceInfo.of(Vfs.kernel(0), vhost)).startsWith("{\"type\":\"pci\"");
    }

    @Test
    void aStartMakesTheFilesOfEveryGrantAnew() throws Exception {
        grant(FAST, 0);
        desk(directory, Vfs.kernel(0), Vfs.kernel(1));

        assertThat(names()).containsExactly(FILE_0);
    }

    @Test
    void theFileGoesWithTheGrantAndOnlyThen() throws Exception {
        PoolDesk desk = desk(directory, Vfs.kernel(0), Vfs.kernel(1));
        desk.allocate(List.of(List.of("0000:01:10.0", "0000:01:10.1")));

        desk.update(view(Vfs.kernel(1)));
        assertThat(names()).as("gone from the pool, still granted").containsExactly(FILE_0, FILE_1);
        grants.remove(Vfs.address(1));
        desk.update(view(Vfs.kernel(0), Vfs.kernel(1)));
        assertThat(names()).containsExactly(FILE_0);
        Files.delete(directory.resolve(FILE_0));
        desk.update(view(Vfs.kernel(0), Vfs.kernel(1)));
        assertThat(names()).as("made again").containsExactly(FILE_0);
    }

    @Test
    void aFileThatIsNotOfOurResourceIsLeftAlone() throws Exception {
        Files.createDirectories(directory);
        List<String> others = List.of(
                "intel.com-other-0000:01:10.0-device.json",
                "intel.com-sriov_net_A-b-0000:01:10.0-device.json",
                "intel.com-sriov_net_A--device.json",
                "intel.com-sriov_net_A-device.json",
                "intel.com-sriov_net_A-0000:01:10.0-device.json.bak",
                "intel.com-sriov_net_A-mlx5_core.sf.4-device.json",
                "readme");
        for (String name : others) {
            Files.writeString(directory.resolve(name), "theirs");
        }
        Files.writeString(directory.resolve(FILE_1), "of a plugin before");
        Files.createDirectory(directory.resolve(FILE_0));

        desk(directory, Vfs.kernel(0), Vfs.kernel(1));

        assertThat(names())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(others.stream(), Stream.of(FILE_0)).toList());
    }

    @Test
    void aFileThatCannotBeWrittenIsToldOnceAndCostsNoPodItsAdmission() throws Exception {
        Path file =
                Files.createFile(Files.createDirectories(directory.getParent()).resolve("no-directory"));
        PoolDesk desk = desk(file.resolve("below"), Vfs.kernel(0));

        assertThat(desk.allocate(List.of(List.of("0000:01:10.0")))).hasSize(1);
        desk.update(view(Vfs.kernel(0)));
        assertThat(told).extracting(Problem::code).containsExactly(Code.FILE_UNWRITABLE);
        assertThat(told.get(0).line()).contains("no-directory");
    }

    @Test
    void aFailureIsAProblem() throws IOException {
        Path file = Files.createFile(Files.createDirectories(directory).resolve("f"));
        DeviceInfoFiles files = new DeviceInfoFiles(file.resolve("x"), () -> Ledger.EMPTY);

        assertThatThrownBy(() -> files.granted(FAST, view(Vfs.kernel(0)).devices()))
                .isInstanceOf(HostException.class);
    }

    private PoolDesk desk(Path where, Vf... vfs) {
        PublishedFiles files = new PublishedFiles(
                new DeviceInfoFiles(where, this::ledger), new CdiSpecs(where), node -> true, told::add);
        return new PoolDesk(
                view(vfs),
                Desks.ports(
                        all -> all.forEach(g -> grants.put(g.device(), g)),
                        (terms, devices) -> Optional.empty(),
                        node -> true,
                        files,
                        Clock.systemUTC()));
    }

    private static PoolView view(Vf... vfs) {
        return new PoolView(
                Desks.terms(FAST, DriverChoice.KERNEL, Gate.OFF, false, true),
                Stream.of(vfs).map(vf -> new Assigned(vf, Optional.empty())).toList());
    }

    private Ledger ledger() {
        return new Ledger(Map.of(), Map.of(), grants);
    }

    private void grant(ResourceName resource, int n) {
        grants.put(Vfs.address(n), new Grant(Vfs.kernel(n).address(), resource.toString(), Instant.EPOCH));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static RdmaDevice rdma(String name) {
        return new RdmaDevice(
                new RdmaName(name), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), true);
    }

    private static Traits vdpa(VdpaType type, String node) {
        VdpaDevice device =
                new VdpaDevice(new VdpaName("vdpa:0000:01:10.0"), Optional.of(type), DeviceNode.parse(node));
        return new Traits(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.of(device), Optional.empty());
    }
}
