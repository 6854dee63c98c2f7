package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.FakeEndpoint;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Vfs;
import io.keelson.proto.v1beta1.RegisterRequest;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sockets in the directory of kubelet's plugin watcher: nobody calls, kubelet finds them. */
@Timeout(120)
class WatchedPluginTest {
    private static final String FAST = "intel.com/fast";
    private static final String SOCKET = "intel.com_fast.sock";
    private static final SessionTimes HASTY = new SessionTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));

    private final Path registry;
    private final FakeKubelet kubelet;
    private final KubeletIo io;
    private final KubeletSession session;

    WatchedPluginTest(@TempDir Path root) throws IOException {
        registry = root.resolve("plugins_registry");
        kubelet = new FakeKubelet(root).watchingPlugins().start();
        io = new KubeletIo(WatchedPluginTest::thread);
        KubeletPaths usual = KubeletPaths.below(root);
        session = KubeletSession.start(
                io,
                new KubeletSession.Setup(
                        new KubeletPaths(usual.devicePlugins(), usual.podResources(), Optional.of(registry)),
                        HASTY,
                        System::nanoTime),
                WatchedPluginTest::thread);
    }

    @AfterEach
    void stop() {
        session.close();
        io.close();
        kubelet.close();
    }

    @Test
    void kubeletFindsTheSocketAndIsToldWhoItIs() throws Exception {
        session.serve(desk());

        RegisterRequest taken = kubelet.awaitRegistration(1);
        assertThat(taken.getResourceName()).isEqualTo(FAST);
        assertThat(taken.getEndpoint()).isEqualTo(registry.resolve(SOCKET).toString());
        assertThat(kubelet.awaitDevices(FAST, d -> true)).containsOnly(Map.entry("0000:01:10.0", "Healthy"));
        assertThat(names(registry)).containsExactly(SOCKET);
        assertThat(names(registry.resolveSibling("device-plugins"))).doesNotContain(SOCKET);
        assertThat(session.status()).containsExactly(new PluginStatus(name(), true, 1, Optional.empty()));
    }

    @Test
    void aRestartedKubeletFindsItAgain() throws Exception {
        session.serve(desk());
        kubelet.awaitDevices(FAST, d -> true);

        kubelet.restart();

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aSocketThatWasRemovedComesBack() throws Exception {
        session.serve(desk());
        kubelet.awaitDevices(FAST, d -> true);

        Files.delete(registry.resolve(SOCKET));

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aDirectoryThatIsRemovedAndMadeAgainIsUsedAgain() throws Exception {
        session.serve(desk());
        kubelet.awaitDevices(FAST, d -> true);

        kubelet.stop();
        for (String name : names(registry)) {
            Files.deleteIfExists(registry.resolve(name));
        }
        Files.deleteIfExists(registry);
        kubelet.start();

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    /** kubelet does not come back to a socket it knows: only another one is news to it. */
    @Test
    void aStreamThatEndsIsFollowedByANewSocket() throws Exception {
        session.serve(desk());
        kubelet.awaitDevices(FAST, d -> true);
        String before = identity();

        kubelet.endpoint(FAST).close();

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        assertThat(identity()).isNotEqualTo(before);
    }

    @Test
    void aRefusalIsToldAndTheSocketStaysForTheNextTry() throws Exception {
        kubelet.refuse(true);
        session.serve(desk());
        Problem refused = awaitProblem();
        assertThat(refused.code()).isEqualTo(Code.KUBELET_REFUSED);
        assertThat(refused.line()).contains(FAST, "refused by the test");
        String before = identity();

        kubelet.refuse(false);

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        assertThat(identity()).isEqualTo(before);
        assertThat(session.status().get(0).problem()).isEmpty();
    }

    @Test
    void withdrawnOrClosedItsSocketIsGone() throws Exception {
        session.serve(desk());
        kubelet.awaitDevices(FAST, d -> true);
        FakeEndpoint endpoint = kubelet.endpoint(FAST);

        session.withdraw(name());

        endpoint.awaitEnd();
        assertThat(names(registry)).isEmpty();
        session.serve(desk());
        kubelet.awaitRegistration(2);
        session.close();
        assertThat(names(registry)).isEmpty();
    }

    private Problem awaitProblem() {
        while (!Thread.currentThread().isInterrupted()) {
            Optional<Problem> problem = session.status().get(0).problem();
            if (problem.isPresent()) {
                return problem.get();
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("no problem was told");
    }

    private String identity() {
        return FileIdentity.of(registry.resolve(SOCKET)).orElseThrow().toString();
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private static PoolDesk desk() {
        PoolView view = new PoolView(
                Desks.terms(name(), DriverChoice.KERNEL, Gate.OFF, false, true),
                List.of(new Assigned(Vfs.kernel(0), Optional.empty())));
        return new PoolDesk(
                view, Desks.ports(grants -> {}, (r, devices) -> Optional.empty(), node -> true, Clock.systemUTC()));
    }

    private static ResourceName name() {
        return ResourceName.parse(FAST).orElseThrow();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "test");
        thread.setDaemon(true);
        return thread;
    }
}
