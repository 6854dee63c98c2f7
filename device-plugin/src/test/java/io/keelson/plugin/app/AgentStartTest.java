package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.plugin.cni.AgentClient;
import io.keelson.plugin.cni.Reply;
import io.keelson.plugin.testing.FakeEndpoint;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Pods;
import io.keelson.vf.JournalView;
import io.keelson.vf.attach.Reservation;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.step.Lane;
import io.keelson.vf.testing.FakeHost;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import io.keelson.vf.testing.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole agent, in this process, over a modelled tree and a kubelet: in which order it starts, and what it has touched
 * when it cannot. What a dead agent left is a reservation of a VF that is gone by now, and its marker.
 */
class AgentStartTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final String POOL = """
        pools:
          - resource: keelson.io/fast
            select: {pfNames: [klpf0]}
        """;
    private static final String ONE_VF = "nics: [{select: {pfNames: [klpf0]}, vfs: 1}]\n" + POOL;

    @TempDir
    Path root;

    private TreeBuilder tree;
    private PciNode pf;
    private FakeKubelet kubelet;

    @BeforeEach
    void makeHost() throws Exception {
        tree = new TreeBuilder(root);
        pf = tree.nic(PF, 7).netdev("klpf0", 2).without("sriov_offset");
        Path bootId = root.resolve("proc/sys/kernel/random/boot_id");
        Files.createDirectories(bootId.resolveSibling("."));
        Files.writeString(bootId, Workbench.BOOT + "\n");
        kubelet = new FakeKubelet(root.resolve("var/lib/kubelet")).start();
        kubelet.writeCheckpoint();
        leaveAReservation();
    }

    @AfterEach
    void close() {
        kubelet.close();
    }

    @Test
    void recoversThenConfiguresThenServesCniThenKubelet() throws Exception {
        try (Heard heard = new Heard();
                Agent agent = Agent.start(setup(ONE_VF))) {
            assertThat(agent).isNotNull();
            List<String> lines = heard.until("registered with kubelet");
            assertThat(purposes()).containsSubsequence("forget", "configure");
            assertThat(lines.stream().map(l -> l.replaceFirst("^([a-z]+=\\S+ )*", "")))
                    .containsSubsequence(
                            "applied: " + PF + " sriov_numvfs = 1",
                            "serving CNI",
                            "serving kubelet",
                            "registered with kubelet");
            assertThat(numVfs()).isEqualTo("1");
            assertThat(marker()).doesNotExist();
            assertThat(ask("registrations").text()).contains("keelson.io/fast");
            assertThat(ask("pools").text()).contains("\"resource\":\"keelson.io/fast\",\"unregistered\":null");
        }
        assertThat(new JournalView(state()).ledger().owners()).isEmpty();
    }

    /** A ConfigMap's files are links over a link, {@code ..data}, which kubelet replaces by a rename. */
    @Test
    void aConfigMapThatIsSwappedIsTakenOverWithoutARestart() throws Exception {
        Path mount = Files.createDirectories(root.resolve("etc/keelson"));
        Files.createSymbolicLink(mount.resolve("keelson.yaml"), Path.of("..data/keelson.yaml"));
        swap(mount, "first", POOL);
        try (Agent agent = Agent.start(reading(mount.resolve("keelson.yaml")))) {
            assertThat(agent).isNotNull();
            kubelet.awaitDevices("keelson.io/fast", Map::isEmpty);

            swap(mount, "second", POOL.replace("pools:", "pulls:"));
            try (Heard heard = new Heard()) {
                swap(mount, "third", POOL.replace("pools:", "pols:"));
                heard.until("the changed configuration is refused, the old one goes on");
            }
            swap(mount, "fourth", POOL.replace("keelson.io/fast", "keelson.io/slow"));

            kubelet.awaitDevices("keelson.io/slow", Map::isEmpty);
            assertThat(ask("registrations").text()).contains("keelson.io/slow").doesNotContain("keelson.io/fast");
        }
    }

    private static void swap(Path mount, String name, String text) throws IOException {
        Path directory = Files.createDirectory(mount.resolve(".." + name));
        Files.writeString(directory.resolve("keelson.yaml"), text);
        Path link = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of(".." + name));
        Files.move(link, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private AgentSetup reading(Path file) {
        Supplier<Parsed> now = () -> ConfigFiles.loadFile(file, ResourceName.NATIVE_PREFIX);
        return new AgentSetup(
                new HostPaths(root, Map.of()),
                now.get().intent().orElseThrow(),
                now,
                Set.of(Objects.requireNonNull(file.getParent())),
                Duty.EVERYTHING,
                false);
    }

    @Test
    void overlappingPoolsAreRefusedBeforeAnythingIsTouched() throws Exception {
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
        String twice = ONE_VF + """
              - resource: keelson.io/again
                select: {pciAddresses: ["0000:01:10.0"]}
            """;
        assertThat(refused(twice)).isEqualTo(Code.CONFIG_POOL_OVERLAP);
        assertUntouched();
    }

    @Test
    void aSecondAgentTouchesNothingAndTheFirstGoesOn() throws Exception {
        try (Agent first = Agent.start(setup(POOL))) {
            assertThat(first).isNotNull();
            assertThat(refused(ONE_VF)).isEqualTo(Code.AGENT_ALREADY_RUNNING);
            assertThat(numVfs()).isEqualTo("0");
            assertThat(ask("registrations").exitCode()).isZero();
        }
    }

    /** Ready first, then the lock, then kubelet: its devices never turn unhealthy, and the one before is done. */
    @Test
    void anAgentThatTakesOverIsNotNoticedByKubelet() throws Exception {
        kubelet.tellingStreamsApart();
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
        pf.file("sriov_numvfs", "1");
        AgentSetup before = telling("first", false);
        AgentSetup after = telling("second", true);
        try (Heard heard = new Heard();
                Agent first = Agent.start(before)) {
            assertThat(first).isNotNull();
            kubelet.awaitDevices("keelson.io/fast", devices -> devices.size() == 1);
            FakeEndpoint old = kubelet.endpoint("keelson.io/fast");
            assertThat(root.resolve("first")).exists();
            try (Agent second = Agent.start(after)) {
                assertThat(second).isNotNull();
                heard.until("another agent has taken over");
                assertThat(root.resolve("first"))
                        .as("told by a file of its own")
                        .doesNotExist();
                assertThat(root.resolve("second")).exists();
                old.awaitEnd();
                kubelet.awaitDevices("keelson.io/fast", devices -> devices.size() == 1);
                assertThat(kubelet.absences("keelson.io/fast")).isZero();
                assertThat(ask("registrations").exitCode()).isZero();
                first.close();
                assertThat(ask("registrations").exitCode()).isZero();
            }
        }
    }

    @Test
    void whatAKilledAgentSaidOfItselfIsTakenBackFirst() throws Exception {
        Files.createFile(root.resolve("second"));
        try (Agent first = Agent.start(telling("first", false))) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> Agent.start(telling("second", false))).isInstanceOf(HostException.class);
            assertThat(root.resolve("second")).doesNotExist();
        }
        assertThat(root.resolve("first")).doesNotExist();
    }

    @Test
    void whoTakesOverFromNobodyJustStarts() throws Exception {
        AgentSetup usual = setup(POOL);
        try (Agent agent = Agent.start(new AgentSetup(
                usual.paths(),
                usual.intent(),
                usual.file(),
                Set.of(),
                Duty.EVERYTHING,
                true,
                false,
                Optional.empty(),
                false))) {
            assertThat(agent).isNotNull();
            kubelet.awaitRegistration(1);
        }
    }

    @Test
    void whereCniCannotBeServedKubeletIsNotTold_andNothingIsHeldAfterwards() throws Exception {
        Path socket = root.resolve("run/keelson/agent.sock");
        Path inTheWay = Files.createDirectories(socket.resolve("directory"));
        HostException e = catchThrowableOfType(HostException.class, () -> Agent.start(setup(POOL)));
        assertThat(e.problem().line()).contains("agent.sock");
        assertThat(kubelet.registrations()).isEmpty();

        Files.delete(inTheWay);
        Files.delete(socket);
        try (Agent agent = Agent.start(setup(POOL))) {
            assertThat(agent).isNotNull();
            kubelet.awaitRegistration(1);
        }
    }

    /** Who applies gets the report of a pass of its own, and what it created is offered without a restart. */
    @Test
    void applyGoesThroughTheAgentAndItsDevicesReachKubelet() throws Exception {
        try (Agent agent = Agent.start(setup(ONE_VF))) {
            assertThat(agent).isNotNull();
            assertThat(ask("apply").text()).contains("as configured");
            pf.file("sriov_numvfs", "0");
            Reply again = ask("apply");
            assertThat(again.text()).contains("applied", "sriov_numvfs = 1");
            assertThat(again.exitCode()).isZero();

            kubelet.awaitDevices("keelson.io/fast", Map::isEmpty);
            tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
            ask("apply");
            kubelet.awaitDevices("keelson.io/fast", devices -> devices.containsKey(VF.toString()));
        }
    }

    /** A device plugin before us allocated it, and took its file away when it ended. */
    @Test
    void whatKubeletHasAllocatedIsTakenOverWithItsFile() throws Exception {
        tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
        tree.vf(pf, 1, new SriovLayout(128, 2)).driver("igbvf");
        pf.file("sriov_numvfs", "2");
        Pods.Container app = Pods.Container.of("p2");
        kubelet.pods().add(new Pods.Held(app, "keelson.io/fast", List.of(VF.toString())));
        kubelet.pods().add(new Pods.Held(app, "other.io/fast", List.of("0000:01:10.2")));
        kubelet.writeCheckpoint();
        try (Agent agent = Agent.start(setup(POOL))) {
            assertThat(agent).isNotNull();
            kubelet.awaitDevices("keelson.io/fast", devices -> devices.size() == 2);
            assertThat(root.resolve("var/run/k8s.cni.cncf.io/devinfo/dp"))
                    .isDirectoryContaining("glob:**/keelson.io-fast-0000:01:10.0-device.json")
                    .isDirectoryNotContaining("glob:**/*0000:01:10.2*");
        }
        assertThat(new JournalView(state()).ledger().grants()).containsOnlyKeys(VF);
    }

    private void assertUntouched() throws Exception {
        assertThat(numVfs()).isEqualTo("0");
        assertThat(marker()).exists();
        assertThat(root.resolve("run/keelson/agent.sock")).doesNotExist();
        assertThat(purposes()).doesNotContain("forget", "configure");
        assertThat(kubelet.registrations()).isEmpty();
    }

    private Code refused(String config) {
        HostException e = catchThrowableOfType(
                HostException.class, () -> Agent.start(setup(config)).close());
        assertThat(e).as("refused").isNotNull();
        return e.problem().code();
    }

    private AgentSetup setup(String config) {
        Parsed parsed = ConfigFiles.parse("keelson.yaml", config, ResourceName.NATIVE_PREFIX);
        HostPaths paths = new HostPaths(root, Map.of());
        return new AgentSetup(paths, parsed.intent().orElseThrow(), () -> parsed, Set.of(), Duty.EVERYTHING, false);
    }

    /** An agent that says by this file that it is the one that serves. */
    private AgentSetup telling(String file, boolean takesOver) {
        AgentSetup usual = setup(POOL);
        HostPaths paths = new HostPaths(root, Map.of("KEELSON_READY_FILE", "/" + file));
        return new AgentSetup(
                paths,
                usual.intent(),
                usual.file(),
                Set.of(),
                Duty.EVERYTHING,
                takesOver,
                false,
                Optional.empty(),
                false);
    }

    private Reply ask(String verb) throws HostException {
        Path socket = root.resolve("run/keelson/agent.sock");
        return new AgentClient(socket).run(List.of(verb), Deadline.after(Duration.ofMinutes(1)));
    }

    private List<String> purposes() throws HostException {
        return new JournalView(state())
                .json().stream()
                        .map(line -> line.replaceFirst(".*\"purpose\":\"(\\w+)\".*", "$1"))
                        .toList();
    }

    private String numVfs() throws IOException {
        return Files.readString(pf.path().resolve("sriov_numvfs")).strip();
    }

    private Path state() {
        return root.resolve("var/lib/keelson");
    }

    private Path marker() {
        return root.resolve("run/keelson/attached/c1");
    }

    private void leaveAReservation() throws Exception {
        FakeHost before = FakeHost.twoIgb();
        before.pci().writeNumVfs(PF, 1);
        try (Workbench dead = new Workbench(before, state())) {
            Owner owner = new Owner(
                    new OwnerKey(Workbench.BOOT, new ContainerId("c1"), new IfName("net1")),
                    OwnerPhase.RESERVED,
                    new PodRef("ran", "p1", "u1"),
                    new NetnsPath("/run/netns/keelson-test-gone"),
                    OptionalLong.empty(),
                    Optional.of("keelson.io/fast"),
                    Optional.empty(),
                    Instant.now(Workbench.CLOCK));
            List<Lane> lane = List.of(new Lane.OneVf(PF, VF));
            assertThat(dead.writer()
                            .achieve(new Reservation(VF, owner), lane, Deadline.NEVER)
                            .failure())
                    .isEmpty();
        }
        Files.createDirectories(marker().resolveSibling("."));
        Files.createFile(marker());
    }
}
