package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import io.keelson.vf.JournalView;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import io.keelson.vf.testing.Workbench;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command lines of sriov-network-device-plugin's manifests and of its binary, over a modelled tree and a fake kubelet. */
@Timeout(120)
class PeerFlagsTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final String VF = "0000:01:10.0";
    private static final String POOLS = """
        {"resourceList": [
          {"resourceName": "net_a", "selectors": {"pfNames": ["klpf0"]}},
          {"resourceName": "net_b", "resourcePrefix": "own.io", "selectors": [{"vendors": ["ffff"]}]}]}
        """;

    @TempDir
    Path root;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private FakeKubelet kubelet;
    private PciNode pf;

    @BeforeEach
    void makeHost() throws Exception {
        TreeBuilder tree = new TreeBuilder(root);
        pf = tree.nic(PF, 7).netdev("klpf0", 2).file("sriov_numvfs", "1");
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf").netdev("klvf0", 3);
        write("proc/sys/kernel/random/boot_id", Workbench.BOOT + "\n");
        kubelet = new FakeKubelet(root.resolve("var/lib/kubelet")).start();
    }

    @AfterEach
    void close() {
        kubelet.close();
    }

    @Test
    void theOperatorsManifestServesTheNodesOwnFile() throws Exception {
        Path file = write("etc/pcidp/node-1", POOLS);
        try (Heard heard = new Heard();
                Running agent = run("--log-level=10", "--resource-prefix=acme.io", "--config-file=" + file)) {
            assertThat(kubelet.awaitDevices("acme.io/net_a", d -> true)).containsOnly(Map.entry(VF, "Healthy"));
            kubelet.awaitDevices("own.io/net_b", Map::isEmpty);
            assertThat(heard.until("flags without a meaning here are ignored"))
                    .last()
                    .asString()
                    .contains("detail=--log-level ");
            assertThat(agent.code()).isZero();
        }
    }

    @Test
    void theReferenceManifestServesTheDefaultFile_andNothingElseIsDone() throws Exception {
        write("etc/pcidp/config.json", POOLS);
        try (Running agent = run("--log-dir=sriovdp", "--log-level=10", "--config-file=", "--resource-prefix=")) {
            kubelet.awaitDevices("intel.com/net_a", d -> d.equals(Map.of(VF, "Healthy")));
            assertThat(kubelet.endpoint("intel.com/net_a").options().getPreStartRequired())
                    .isFalse();
            assertThat(kubelet.allocate(Pods.Container.of("a"), "intel.com/net_a", List.of(VF))
                            .getEnvsMap())
                    .containsEntry("PCIDEVICE_INTEL_COM_NET_A", VF);
            assertThat(agent.code()).isZero();
        }
        assertThat(root.resolve("run/keelson")).doesNotExist();
        assertThat(root.resolve("var/lib/keelson")).doesNotExist();
        assertThat(new JournalView(root.resolve("dev/shm/keelson")).json())
                .as("transactions")
                .noneMatch(line -> line.contains("\"clean\"") || line.contains("\"configure\""));
        assertThat(Files.readString(pf.path().resolve("sriov_numvfs")).strip()).isEqualTo("1");
    }

    /** As the peer has it: where the directory of kubelet's plugin watcher is mounted, that is the way. */
    @Test
    void whereThePluginWatcherLooksTheSocketsAreThere() throws Exception {
        kubelet.stop();
        kubelet.watchingPlugins().start();
        write("etc/pcidp/config.json", POOLS);
        try (Running agent = run("--log-level=10")) {
            kubelet.awaitDevices("intel.com/net_a", d -> d.containsKey(VF));
            assertThat(root.resolve("var/lib/kubelet/plugins_registry/intel.com_net_a.sock"))
                    .exists();
            assertThat(agent.code()).isZero();
        }
        assertThat(root.resolve("var/lib/kubelet/plugins_registry")).isEmptyDirectory();
    }

    /** A pod of the sriov-cni holds it: its netdev is away, and its settings are that pod's. */
    @Test
    void whatKubeletHasAllocatedStaysHealthy_andAFreeVfWithoutItsNetdevIsNot() throws Exception {
        write("etc/pcidp/config.json", POOLS);
        new TreeBuilder(root).vf(pf, 1, new SriovLayout(128, 2)).driver("igbvf");
        new TreeBuilder(root).vf(pf, 2, new SriovLayout(128, 2)).driver("igbvf");
        pf.file("sriov_numvfs", "3");
        kubelet.pods().add(new Pods.Held(Pods.Container.of("p"), "intel.com/net_a", List.of("0000:01:10.2")));
        kubelet.writeCheckpoint();
        try (Running agent = run("--use-cdi", "--log-level=10")) {
            kubelet.awaitDevices(
                    "intel.com/net_a",
                    Map.of(VF, "Healthy", "0000:01:10.2", "Healthy", "0000:01:10.4", "Unhealthy")::equals);
            assertThat(agent.code()).isZero();
        }
    }

    /** As the Go flag package takes them: one dash or two, the value behind a sign or apart, the last one counts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-config-file FILE -resource-prefix acme.io -logtostderr -v 10",
                "--config-file FILE --resource-prefix acme.io --logtostderr=true --v=10 -use-cdi=false",
                "-v=10 --log_dir /var/log/x --alsologtostderr -config-file=FILE -resource-prefix=acme.io",
                "-stderrthreshold 2 -vmodule=a=1 -log_backtrace_at f.go:1 -log_link x -logbuflevel 0 -config-file FILE"
                        + " --resource-prefix=not.it --resource-prefix=acme.io",
                "--log-dir= --log-level= --resource-prefix=acme.io --config-file=FILE --use-cdi",
            })
    void theBinarysFlags(String line) throws Exception {
        Path file = write("etc/pcidp/node-1", POOLS);
        try (Running agent = run(line.replace("FILE", file.toString()).split(" "))) {
            kubelet.awaitDevices("acme.io/net_a", d -> d.containsKey(VF));
            assertThat(agent.code()).isZero();
        }
    }

    @Test
    void withTheVerbTheFlagsAreTakenToo_andTheWorkIsAllOfIt() throws Exception {
        Path file = write("etc/pcidp/node-1", POOLS);
        try (Running agent = run("agent", "-config-file=" + file, "--resource-prefix=acme.io", "-v", "4")) {
            kubelet.awaitDevices("acme.io/net_a", d -> d.containsKey(VF));
            assertThat(root.resolve("run/keelson/agent.sock")).exists();
            assertThat(agent.code()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--log-level=10 --log-file=x|--log-file",
                "--log-file=x --log-level=10|--log-file",
                "-v 10 -kubeconfig=/x|-kubeconfig",
                "agent --confg-file=/x|--confg-file",
                "--resource-prefix=Not_A_Name|--resource-prefix: prefix 'Not_A_Name' is not a DNS name",
                "agent --config /x --config-file /y|--config-file",
                "agent --plugin-only --no-kubelet|--plugin-only",
                "--use-cdi=maybe|--use-cdi",
            })
    void whatIsUnknownOrMakesNoSenseIsRefusedByName(String lineAndName) throws Exception {
        write("etc/pcidp/config.json", POOLS);
        String[] parts = lineAndName.split("\\|");
        try (Running agent = run(parts[0].split(" "))) {
            assertThat(agent.ends()).isEqualTo(2);
            assertThat(told.toString(StandardCharsets.UTF_8)).contains(parts[1]);
        }
        assertThat(kubelet.registrations()).isEmpty();
    }

    @Test
    void aNodeWithoutItsFileIsAnError() throws Exception {
        try (Running agent = run("--config-file=" + root.resolve("etc/pcidp/node-1"))) {
            assertThat(agent.ends()).isEqualTo(1);
            assertThat(told.toString(StandardCharsets.UTF_8)).contains("CONFIG_UNREADABLE", "node-1");
        }
    }

    private Path write(String below, String text) throws IOException {
        Path file = root.resolve(below);
        Files.createDirectories(file.resolveSibling("."));
        return Files.writeString(file, text);
    }

    private Running run(String... words) {
        List<String> all = new ArrayList<>(Stream.of(words).toList());
        all.add("--host-root=" + root);
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        return new Running(
                new FutureTask<>(() -> Main.run(all.toArray(String[]::new), Map.of(), new Output(out, out))));
    }

    /** A command on a thread of its own, which interrupting ends as a signal ends a process. */
    private static final class Running implements AutoCloseable {
        private final FutureTask<Integer> task;
        private final Thread thread;

        Running(FutureTask<Integer> task) {
            this.task = task;
            this.thread = new Thread(task, "command");
            thread.start();
        }

        /** Asks it to end: its exit code. */
        int code() throws Exception {
            thread.interrupt();
            return task.get();
        }

        /** Waits for its end: its exit code. */
        int ends() throws Exception {
            return task.get();
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join();
        }
    }
}
