package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
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
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Vf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two agents of one node at one kubelet: the one that goes, and the one that comes after it. */
@Timeout(120)
class SuccessorTest {
    private static final String FAST = "keelson.io/fast";
    private static final SessionTimes HASTY = new SessionTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));

    private final Path root;
    private final FakeKubelet kubelet;
    private final KubeletIo io;
    private final KubeletSession session;

    SuccessorTest(@TempDir Path root) throws IOException {
        this.root = root;
        kubelet = new FakeKubelet(root).start();
        io = new KubeletIo(SuccessorTest::thread);
        session = another();
    }

    @AfterEach
    void stop() {
        session.close();
        io.close();
        kubelet.close();
    }

    /** Two of us side by side, as in a rolling upgrade: no tug-of-war, and whoever ends first leaves the other's socket alone. */
    @Test
    void theAgentThatCameLastIsServing_andTheOneBeforeEndsUnnoticed() throws Exception {
        kubelet.tellingStreamsApart();
        session.serve(desk(Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        FakeEndpoint before = kubelet.endpoint(FAST);
        try (KubeletSession after = another()) {
            after.serve(desk(Vfs.kernel(0), Vfs.kernel(1)));
            kubelet.awaitDevices(FAST, d -> d.size() == 2);
            awaitYield();

            session.close();

            before.awaitEnd();
            kubelet.awaitDevices(FAST, d -> d.size() == 2);
            assertThat(kubelet.absences(FAST)).isZero();
            assertThat(kubelet.registrations()).hasSize(2);
            assertThat(names()).contains("keelson.io_fast.sock");
        }
    }

    @Test
    void aKubeletThatDropsTheWrongStreamIsCalledAgainAtOnce() throws Exception {
        session.serve(desk(Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        try (KubeletSession after = another()) {
            after.serve(desk(Vfs.kernel(0), Vfs.kernel(1)));
            kubelet.awaitDevices(FAST, d -> d.size() == 2);
            awaitYield();

            session.close();

            kubelet.awaitRegistration(3);
            kubelet.awaitDevices(FAST, d -> d.size() == 2);
            assertThat(kubelet.absences(FAST)).isOne();
        }
    }

    /** Between the lock let go and the other's socket nobody can grant: what is asked then waits, and is passed on. */
    @Test
    void whatIsAskedWhileHandingOverIsAnsweredByTheAgentAfterUs() throws Exception {
        session.serve(desk(Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        FakeEndpoint before = kubelet.endpoint(FAST);
        session.expectSuccessor();
        CompletableFuture<ContainerAllocateResponse> asked =
                CompletableFuture.supplyAsync(() -> before.allocate(List.of("0000:01:10.1")));
        try (KubeletSession after = another()) {
            after.serve(desk(Vfs.kernel(1)));

            assertThat(asked.get().getEnvsMap()).containsEntry("PCIDEVICE_KEELSON_IO_FAST", "0000:01:10.1");
            assertThat(session.awaitSuccessor(Deadline.after(Duration.ofSeconds(30))))
                    .isTrue();
            assertThatThrownBy(() -> before.allocate(List.of("0000:99:00.0")))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
        }
    }

    private KubeletSession another() throws IOException {
        return KubeletSession.start(
                io, new KubeletSession.Setup(KubeletPaths.below(root), HASTY, System::nanoTime), SuccessorTest::thread);
    }

    private void awaitYield() {
        while (session.status().get(0).registered()) {
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.onSpinWait();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("device-plugins"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private static PoolDesk desk(Vf... vfs) {
        PoolView view = new PoolView(
                Desks.terms(ResourceName.parse(FAST).orElseThrow(), DriverChoice.KERNEL, Gate.STRICT, false, true),
                Stream.of(vfs).map(v -> new Assigned(v, Optional.empty())).toList());
        return new PoolDesk(
                view, Desks.ports(grants -> {}, (r, devices) -> Optional.empty(), node -> true, Clock.systemUTC()));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "test");
        thread.setDaemon(true);
        return thread;
    }
}
