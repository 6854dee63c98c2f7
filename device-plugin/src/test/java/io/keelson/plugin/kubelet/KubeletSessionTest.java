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
import io.keelson.plugin.testing.Pods;
import io.keelson.plugin.testing.Vfs;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.proto.v1beta1.Device;
import io.keelson.proto.v1beta1.DeviceSpec;
import io.keelson.proto.v1beta1.RegisterRequest;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class KubeletSessionTest {
    private static final String FAST = "keelson.io/fast";
    private static final String DPDK = "keelson.io/dpdk";
    private static final SessionTimes HASTY = new SessionTimes(
            Duration.ofSeconds(20),
            Duration.ofSeconds(30),
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));

    private final Path root;
    private final List<Grant> book = new CopyOnWriteArrayList<>();
    private volatile Optional<Problem> gate = Optional.empty();
    private final FakeKubelet kubelet;
    private final KubeletIo io;
    private final KubeletSession session;

    KubeletSessionTest(@TempDir Path root) throws IOException {
        this.root = root;
        kubelet = new FakeKubelet(root).start();
        io = new KubeletIo(KubeletSessionTest::thread);
        session = KubeletSession.start(
                io,
                new KubeletSession.Setup(KubeletPaths.below(root), HASTY, System::nanoTime),
                KubeletSessionTest::thread);
    }

    @AfterEach
    void stop() {
        session.close();
        io.close();
        kubelet.close();
    }

    @Test
    void aServedResourceIsRegisteredAndWatched() throws HostException {
        session.serve(desk(DPDK, DriverChoice.VFIO_PCI, Vfs.vfio(0)));

        RegisterRequest request = kubelet.awaitRegistration(1);
        assertThat(request.getVersion()).isEqualTo("v1beta1");
        assertThat(request.getResourceName()).isEqualTo(DPDK);
        assertThat(request.getEndpoint()).isEqualTo("keelson.io_dpdk.sock");
        assertThat(request.getOptions().getPreStartRequired()).isTrue();
        assertThat(request.getOptions().getGetPreferredAllocationAvailable()).isTrue();

        assertThat(kubelet.awaitDevices(DPDK, d -> true)).containsOnly(Map.entry("0000:01:10.0", "Healthy"));
        FakeEndpoint endpoint = kubelet.endpoint(DPDK);
        assertThat(endpoint.options()).isEqualTo(request.getOptions());
        Device device = endpoint.lists().get(0).getDevices(0);
        assertThat(device.getTopology().getNodes(0).getID()).isZero();
        assertThat(session.status()).containsExactly(new PluginStatus(name(DPDK), true, 1, Optional.empty()));
    }

    @Test
    void whatIsPreferredIsAnsweredAndNeverRefused() throws HostException {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0), Vfs.kernel(1), Vfs.kernel(2)));
        kubelet.awaitDevices(FAST, d -> d.size() == 3);
        FakeEndpoint endpoint = kubelet.endpoint(FAST);

        List<String> free = List.of("0000:01:10.2", "0000:01:10.0", "0000:01:10.1");
        assertThat(endpoint.prefer(free, List.of(), 2)).containsExactly("0000:01:10.0", "0000:01:10.1");
        assertThat(endpoint.prefer(free, List.of("0000:01:10.1"), 2)).containsExactly("0000:01:10.1", "0000:01:10.0");
        assertThat(endpoint.prefer(free, List.of("gone"), 2)).containsExactly("gone", "0000:01:10.0");
        assertThat(endpoint.prefer(List.of("x", "", "0000:01:10.2", "0000:01:10.2"), List.of(), 9))
                .containsExactly("0000:01:10.2");
        assertThat(endpoint.prefer(free, List.of(), Integer.MIN_VALUE)).isEmpty();
    }

    @Test
    void nothingButSocketsIsLeftInKubeletsDirectory() throws Exception {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);

        assertThat(names()).containsExactlyInAnyOrder("kubelet.sock", "keelson.io_fast.sock");
    }

    @Test
    void everyChangeIsPushed() throws HostException {
        PoolDesk desk = desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0));
        session.serve(desk);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);

        desk.update(view(FAST, DriverChoice.KERNEL, Vfs.kernel(0), Vfs.kernel(1)));
        kubelet.awaitDevices(FAST, d -> d.size() == 2);
        desk.update(
                new PoolView(desk.terms(), List.of(new Assigned(Vfs.kernel(1), Optional.of(problem(Code.PF_DOWN))))));
        assertThat(kubelet.awaitDevices(FAST, d -> d.size() == 1)).containsOnly(Map.entry("0000:01:10.1", "Unhealthy"));
        desk.update(new PoolView(desk.terms(), List.of()));
        kubelet.awaitDevices(FAST, Map::isEmpty);

        assertThat(kubelet.endpoint(FAST).lists()).hasSize(4);
        assertThat(kubelet.registrations()).hasSize(1);
    }

    @Test
    void aRestartedKubeletIsRegisteredWithAnew() throws HostException {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        session.serve(desk(DPDK, DriverChoice.VFIO_PCI, Vfs.vfio(1)));
        kubelet.awaitDevices(FAST, d -> true);
        kubelet.awaitDevices(DPDK, d -> true);

        kubelet.restart();

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        kubelet.awaitDevices(DPDK, d -> d.size() == 1);
    }

    @Test
    void anAbsentKubeletIsWaitedFor() throws HostException, IOException {
        kubelet.stop();
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        awaitProblem(Code.KUBELET_SOCKET_MISSING);

        kubelet.start();

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
        assertThat(session.status().get(0).problem()).isEmpty();
    }

    @Test
    void aDirectoryThatIsNotThereIsWaitedFor() throws Exception {
        kubelet.stop();
        Files.delete(root.resolve("device-plugins"));
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        awaitProblem(Code.KUBELET_SOCKET_MISSING);

        kubelet.start();

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aRefusalIsToldAndTriedAgain() throws HostException {
        kubelet.refuse(true);
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        Problem refused = awaitProblem(Code.KUBELET_REFUSED);
        assertThat(refused.line()).contains(FAST, "refused by the test");

        kubelet.refuse(false);

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aSocketWithNobodyBehindItIsARefusal() throws HostException {
        kubelet.kill();
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        awaitProblem(Code.KUBELET_REFUSED);

        kubelet.start();

        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aSweptDirectoryIsNoticed() throws Exception {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);

        Files.delete(root.resolve("device-plugins").resolve("keelson.io_fast.sock"));

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void aStreamThatEndsWithoutAnotherIsAskedForByRegistering() throws HostException {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);

        kubelet.endpoint(FAST).close();

        kubelet.awaitRegistration(2);
        kubelet.awaitDevices(FAST, d -> d.size() == 1);
    }

    @Test
    void allocateGrantsFirstAndThenAnswers() throws HostException {
        session.serve(desk(DPDK, DriverChoice.VFIO_PCI, Vfs.vfio(0), Vfs.vfio(1)));
        kubelet.awaitDevices(DPDK, d -> true);

        ContainerAllocateResponse reply =
                kubelet.allocate(Pods.Container.of("a"), DPDK, List.of("0000:01:10.1", "0000:01:10.0"));

        assertThat(reply.getEnvsMap())
                .containsEntry("PCIDEVICE_KEELSON_IO_DPDK", "0000:01:10.1,0000:01:10.0")
                .containsEntry(
                        "PCIDEVICE_KEELSON_IO_DPDK_INFO",
                        "{\"0000:01:10.0\":{\"generic\":{\"deviceID\":\"0000:01:10.0\"},\"vfio\":{\"dev-mount\":"
                                + "\"/dev/vfio/70\",\"mount\":\"/dev/vfio/vfio\"}},\"0000:01:10.1\":{\"generic\":"
                                + "{\"deviceID\":\"0000:01:10.1\"},\"vfio\":{\"dev-mount\":\"/dev/vfio/71\",\"mount\":"
                                + "\"/dev/vfio/vfio\"}}}")
                .hasSize(2);
        assertThat(reply.getDevicesList())
                .containsExactly(node("/dev/vfio/vfio"), node("/dev/vfio/71"), node("/dev/vfio/70"));
        assertThat(reply.getMountsList()).isEmpty();
        assertThat(reply.getAnnotationsMap()).isEmpty();
        assertThat(book).extracting(Grant::device).containsExactly(Vfs.address(1), Vfs.address(0));
    }

    @Test
    void anUnknownDeviceIsToldToKubelet() throws HostException {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);

        assertThatThrownBy(() -> kubelet.endpoint(FAST).allocate(List.of("0000:99:00.0")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
                    assertThat(e.getStatus().getDescription()).startsWith("DEVICE_UNKNOWN 0000:99:00.0: ");
                });
        assertThat(book).isEmpty();
    }

    @Test
    void theGateHoldsAContainerBack() throws HostException {
        session.serve(desk(DPDK, DriverChoice.VFIO_PCI, Vfs.vfio(0)));
        kubelet.awaitDevices(DPDK, d -> true);
        FakeEndpoint endpoint = kubelet.endpoint(DPDK);

        gate = Optional.of(problem(Code.DEVICE_NOT_ATTACHED));
        assertThatThrownBy(() -> endpoint.preStart(List.of("0000:01:10.0")))
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(e.getStatus())
                        .extracting(Status::getCode, Status::getDescription)
                        .containsExactly(
                                Status.Code.UNAVAILABLE, gate.orElseThrow().line()));

        gate = Optional.empty();
        endpoint.preStart(List.of("0000:01:10.0"));
    }

    @Test
    void aWithdrawnResourceIsGone() throws Exception {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);
        FakeEndpoint endpoint = kubelet.endpoint(FAST);

        session.withdraw(name(FAST));

        endpoint.awaitEnd();
        assertThat(names()).containsExactly("kubelet.sock");
        assertThat(session.status()).isEmpty();
    }

    @Test
    void closingEndsStreamsAndRemovesSockets() throws Exception {
        session.serve(desk(FAST, DriverChoice.KERNEL, Vfs.kernel(0)));
        kubelet.awaitDevices(FAST, d -> true);
        FakeEndpoint endpoint = kubelet.endpoint(FAST);

        session.close();

        endpoint.awaitEnd();
        assertThat(names()).containsExactly("kubelet.sock");
    }

    private Problem awaitProblem(Code code) {
        while (true) {
            Optional<Problem> problem = session.status().get(0).problem();
            if (problem.map(Problem::code).equals(Optional.of(code))) {
                return problem.orElseThrow();
            }
            Thread.onSpinWait();
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("device-plugins"))) {
            return files.map(f -> f.getFileName().toString()).toList();
        }
    }

    private PoolDesk desk(String resource, DriverChoice driver, Vf... vfs) {
        return new PoolDesk(
                view(resource, driver, vfs),
                Desks.ports(book::addAll, (r, devices) -> gate, node -> true, Clock.systemUTC()));
    }

    private static PoolView view(String resource, DriverChoice driver, Vf... vfs) {
        return new PoolView(
                Desks.terms(name(resource), driver, Gate.STRICT, false, true),
                Stream.of(vfs).map(v -> new Assigned(v, Optional.empty())).toList());
    }

    private static ResourceName name(String text) {
        return ResourceName.parse(text).orElseThrow();
    }

    private static Problem problem(Code code) {
        return Problem.of(code, new Subject("0000:01:10.0"), "by the test", "wait");
    }

    private static DeviceSpec node(String path) {
        return DeviceSpec.newBuilder()
                .setHostPath(path)
                .setContainerPath(path)
                .setPermissions("rw")
                .build();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "test");
        thread.setDaemon(true);
        return thread;
    }
}
