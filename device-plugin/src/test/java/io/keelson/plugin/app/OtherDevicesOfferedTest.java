package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import io.keelson.vf.JournalView;
import io.keelson.vf.model.AuxName;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.testing.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that are no VFs, from the host's files to a container: the agent over a copy of {@code connectx-traits}. */
class OtherDevicesOfferedTest {
    private static final Path TREE = Path.of("../vf-manager/src/test/trees/connectx-traits");
    private static final String CONFIG = """
        {"resourceList": [
          {"resourceName": "nic", "selectors": {"pciAddresses": ["0000:02:00.0"]}},
          {"resourceName": "fec", "deviceType": "accelerator", "selectors": {"devices": ["0d5d"]}},
          {"resourceName": "sf", "deviceType": "auxNetDevice", "selectors": {"auxTypes": ["sf"]},
           "additionalInfo": {"0000:5e:00.0": {"site": "n1"}}}]}
        """;

    @TempDir
    Path root;

    private FakeKubelet kubelet;

    @BeforeEach
    void makeHost() throws Exception {
        copy(TREE.resolve("sys"), root.resolve("sys"));
        Path bootId = root.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(Objects.requireNonNull(bootId.getParent()));
        Files.writeString(bootId, Workbench.BOOT + "\n");
        Files.createDirectories(root.resolve("dev/vfio"));
        kubelet = new FakeKubelet(root.resolve("var/lib/kubelet")).start();
        kubelet.writeCheckpoint();
    }

    @AfterEach
    void close() {
        kubelet.close();
    }

    @Test
    void aNicWithoutSriov_anAcceleratorsVf_andSubFunctionsAreHandedOut() throws Exception {
        nodes("vfio/vfio", "vfio/61");
        try (Agent agent = Agent.start(setup())) {
            assertThat(agent).isNotNull();
            kubelet.awaitDevices("intel.com/nic", d -> d.equals(Map.of("0000:02:00.0", "Healthy")));
            kubelet.awaitDevices("intel.com/fec", d -> d.equals(Map.of("0000:b1:00.1", "Healthy")));
            kubelet.awaitDevices(
                    "intel.com/sf", d -> d.equals(Map.of("mlx5_core.sf.4", "Healthy", "mlx5_core.sf.12", "Healthy")));

            Pods.Container app = Pods.Container.of("p1");
            assertThat(kubelet.allocate(app, "intel.com/nic", List.of("0000:02:00.0"))
                            .getEnvsMap())
                    .containsEntry("PCIDEVICE_INTEL_COM_NIC", "0000:02:00.0");
            assertThat(kubelet.allocate(app, "intel.com/fec", List.of("0000:b1:00.1"))
                            .getDevicesList())
                    .extracting(d -> d.getHostPath())
                    .containsExactly("/dev/vfio/vfio", "/dev/vfio/61");
            assertThat(kubelet.allocate(app, "intel.com/sf", List.of("mlx5_core.sf.12"))
                            .getEnvsMap())
                    .containsEntry("PCIDEVICE_INTEL_COM_SF", "mlx5_core.sf.12")
                    .containsEntry(
                            "PCIDEVICE_INTEL_COM_SF_INFO",
                            "{\"mlx5_core.sf.12\":{\"extra\":{\"site\":\"n1\"},\"generic\":{\"deviceID\":\"mlx5_core.sf.12\"}}}");
            assertThat(infos()).containsExactly("intel.com-nic-0000:02:00.0-device.json");
        }
        assertThat(new JournalView(root.resolve("var/lib/keelson"))
                        .ledger()
                        .grants()
                        .values())
                .extracting(Grant::device)
                .containsExactlyInAnyOrder(
                        PciAddress.of("0000:02:00.0"),
                        PciAddress.of("0000:b1:00.1"),
                        AuxName.parse("mlx5_core.sf.12").orElseThrow());
    }

    /** An Allocate that is refused costs the pod its admission, so kubelet is told before it asks. */
    @Test
    void aDeviceWhoseNodeIsNotThereIsUnhealthyUntilItIs() throws Exception {
        nodes("vfio/vfio");
        try (Agent agent = Agent.start(setup())) {
            assertThat(agent).isNotNull();
            kubelet.awaitDevices("intel.com/fec", d -> d.equals(Map.of("0000:b1:00.1", "Unhealthy")));
            nodes("vfio/61");
            apply();
            kubelet.awaitDevices("intel.com/fec", d -> d.equals(Map.of("0000:b1:00.1", "Healthy")));
        }
    }

    @Test
    void theCdiFileOfAPoolGoesWithThePool() throws Exception {
        nodes("vfio/vfio", "vfio/61");
        Path spec = root.resolve("var/run/cdi/sriov-dp-intel.com-net-accel-fec.yaml");
        AtomicReference<String> config = new AtomicReference<>(CONFIG);
        try (Agent agent = Agent.start(setup(config::get, true))) {
            assertThat(agent).isNotNull();
            assertThat(spec).content().contains("kind: intel.com/net-accel", "name: \"0000:b1:00.1\"");
            config.set(CONFIG.replace("\"fec\"", "\"fec2\""));
            apply();
            assertThat(spec).doesNotExist();
            assertThat(spec.resolveSibling("sriov-dp-intel.com-net-accel-fec2.yaml"))
                    .exists();
        }
    }

    private void apply() throws Exception {
        new AgentClient(root.resolve("run/keelson/agent.sock"))
                .run(List.of(AgentCommands.APPLY), Deadline.after(Duration.ofMinutes(1)));
    }

    private AgentSetup setup() {
        return setup(() -> CONFIG, false);
    }

    private AgentSetup setup(Supplier<String> config, boolean useCdi) {
        Supplier<Parsed> file = () -> ConfigFiles.parse("config.json", config.get(), ResourceName.RESOURCE_LIST_PREFIX);
        HostPaths paths = new HostPaths(root, Map.of());
        return new AgentSetup(paths, file.get().intent().orElseThrow(), file, Set.of(), Duty.EVERYTHING, useCdi);
    }

    private List<String> infos() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("var/run/k8s.cni.cncf.io/devinfo/dp"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private void nodes(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(root.resolve("dev").resolve(name));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(Objects.requireNonNull(to.getParent()));
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each)), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }
}
