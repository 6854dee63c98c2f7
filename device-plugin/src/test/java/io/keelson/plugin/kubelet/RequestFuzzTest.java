package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.FakeKubelet;
import io.keelson.plugin.testing.Vfs;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.ContainerAllocateRequest;
import io.keelson.proto.v1beta1.ContainerPreferredAllocationRequest;
import io.keelson.proto.v1beta1.PreStartContainerRequest;
import io.keelson.proto.v1beta1.PreferredAllocationRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever comes over the socket, each call ends in one clean status, nothing is granted that is not the pool's, and the
 * service goes on.
 */
class RequestFuzzTest {
    private static final long SEED = 20261123;
    private static final String RESOURCE = "keelson.io/fast";
    private static final List<String> METHODS =
            List.of("Allocate", "GetPreferredAllocation", "PreStartContainer", "GetDevicePluginOptions", "Nothing");
    private static final Set<Status.Code> CLEAN = Set.of(
            Status.Code.OK,
            Status.Code.INVALID_ARGUMENT,
            Status.Code.NOT_FOUND,
            Status.Code.FAILED_PRECONDITION,
            Status.Code.RESOURCE_EXHAUSTED,
            Status.Code.UNIMPLEMENTED);

    /** Thousands of refusals are told; held here, since java.util.logging forgets a level nobody holds. */
    private final List<Logger> loud = List.of(Logger.getLogger(DevicePluginService.class.getName()));

    private final Random random = new Random(SEED);
    private final List<String> granted = new ArrayList<>();
    private final FakeKubelet kubelet;
    private final KubeletIo io;
    private final KubeletSession session;
    private final ManagedChannel channel;

    RequestFuzzTest(@TempDir Path root) throws Exception {
        kubelet = new FakeKubelet(root).start();
        io = new KubeletIo(RequestFuzzTest::thread);
        session =
                KubeletSession.start(io, KubeletSession.Setup.usual(KubeletPaths.below(root)), RequestFuzzTest::thread);
        session.serve(desk());
        kubelet.awaitDevices(RESOURCE, devices -> devices.size() == 8);
        channel = io.channel(root.resolve("device-plugins/keelson.io_fast.sock"), 4 << 20);
    }

    @BeforeEach
    void quiet() {
        loud.forEach(l -> l.setLevel(Level.OFF));
    }

    @AfterEach
    void stop() {
        loud.forEach(l -> l.setLevel(null));
        channel.shutdownNow();
        session.close();
        io.close();
        kubelet.close();
    }

    @Test
    void bytesOfAnyKind() {
        for (int round = 0; round < 3_000; round++) {
            byte[] bytes = random.nextBoolean() ? noise() : damaged(request().toByteArray());
            call(round, METHODS.get(random.nextInt(METHODS.size())), bytes);
        }
        assertServing();
    }

    @Test
    void requestsOfAnyContent() {
        for (int round = 0; round < 3_000; round++) {
            MessageLite request = request();
            call(round, method(request), request.toByteArray());
        }
        assertServing();
    }

    @Test
    void requestsOfAnySize() {
        for (int size : List.of(10_000, 60_000, 90_000, 400_000)) {
            List<String> ids = IntStream.range(0, size).mapToObj(i -> "d" + i).toList();
            List<String> same =
                    IntStream.range(0, size).mapToObj(i -> "0000:01:10.0").toList();
            for (List<String> some : List.of(ids, same, List.of("x".repeat(size)))) {
                call(size, "Allocate", allocate(List.of(some)).toByteArray());
                call(size, "PreStartContainer", start(some).toByteArray());
                call(size, "GetPreferredAllocation", prefer(some, some, size).toByteArray());
            }
        }
        List<List<String>> containers = IntStream.range(0, 50_000)
                .mapToObj(i -> List.of("0000:01:10." + i % 8))
                .toList();
        call(0, "Allocate", allocate(containers).toByteArray());
        assertServing();
    }

    private void assertServing() {
        assertThat(Set.copyOf(granted))
                .isSubsetOf(IntStream.range(0, 8)
                        .mapToObj(i -> Vfs.address(i).toString())
                        .toList());
        assertThat(kubelet.endpoint(RESOURCE).allocate(List.of("0000:01:10.3")).getDevicesList())
                .hasSize(2);
        assertThat(kubelet.endpoint(RESOURCE).prefer(List.of("0000:01:10.5"), List.of(), 1))
                .containsExactly("0000:01:10.5");
        assertThat(session.status()).singleElement().matches(s -> s.registered() && s.streams() == 1);
        assertThat(kubelet.registrations()).hasSize(1);
    }

    private void call(int round, String method, byte[] bytes) {
        Status status = Status.OK;
        try {
            ClientCalls.blockingUnaryCall(
                    channel, raw(method), CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS), bytes);
        } catch (StatusRuntimeException e) {
            status = e.getStatus();
        }
        assertThat(status.getCode())
                .as("seed %d, round %d: %s of %d bytes: %s", SEED, round, method, bytes.length, status)
                .isIn(CLEAN);
    }

    private static MethodDescriptor<byte[], byte[]> raw(String method) {
        return MethodDescriptor.newBuilder(Raw.BYTES, Raw.BYTES)
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName("v1beta1.DevicePlugin/" + method)
                .build();
    }

    private MessageLite request() {
        return switch (random.nextInt(3)) {
            case 0 ->
                allocate(IntStream.range(0, random.nextInt(4))
                        .mapToObj(i -> ids())
                        .toList());
            case 1 -> prefer(ids(), ids(), random.nextBoolean() ? random.nextInt() : random.nextInt(10));
            default -> start(ids());
        };
    }

    private static String method(MessageLite request) {
        return request instanceof AllocateRequest
                ? "Allocate"
                : request instanceof PreferredAllocationRequest ? "GetPreferredAllocation" : "PreStartContainer";
    }

    private List<String> ids() {
        int many = random.nextInt(50) == 0 ? 2_000 : 6;
        return IntStream.range(0, random.nextInt(many)).mapToObj(i -> id()).toList();
    }

    private String id() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> "0000:01:10." + random.nextInt(9);
            case 2 -> "";
            case 3 -> "x".repeat(random.nextInt(5_000));
            case 4 -> "../".repeat(random.nextInt(5)) + "\u0000\n\u001b[2J\u2028";
            default ->
                random.ints(random.nextInt(20), 0, 0xd800)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] damaged(byte[] bytes) {
        for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static AllocateRequest allocate(List<List<String>> containers) {
        AllocateRequest.Builder request = AllocateRequest.newBuilder();
        containers.forEach(ids -> request.addContainerRequests(
                ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids)));
        return request.build();
    }

    private static PreferredAllocationRequest prefer(List<String> free, List<String> must, int size) {
        return PreferredAllocationRequest.newBuilder()
                .addContainerRequests(ContainerPreferredAllocationRequest.newBuilder()
                        .addAllAvailableDeviceIDs(free)
                        .addAllMustIncludeDeviceIDs(must)
                        .setAllocationSize(size))
                .build();
    }

    private static PreStartContainerRequest start(List<String> ids) {
        return PreStartContainerRequest.newBuilder().addAllDevicesIds(ids).build();
    }

    private PoolDesk desk() {
        List<Assigned> devices = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            devices.add(new Assigned(Vfs.vfio(i), Optional.empty()));
        }
        return new PoolDesk(
                new PoolView(
                        Desks.terms(
                                ResourceName.parse(RESOURCE).orElseThrow(),
                                DriverChoice.VFIO_PCI,
                                Gate.STRICT,
                                false,
                                true),
                        devices),
                Desks.ports(
                        grants -> grants.forEach(g -> granted.add(g.device().toString())),
                        (terms, some) -> Optional.empty(),
                        node -> true,
                        Clock.systemUTC()));
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "test");
        thread.setDaemon(true);
        return thread;
    }

    private enum Raw implements MethodDescriptor.Marshaller<byte[]> {
        BYTES;

        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
