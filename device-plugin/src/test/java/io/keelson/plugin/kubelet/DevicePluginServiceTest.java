package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.GrantBook;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.testing.Desks;
import io.keelson.plugin.testing.Vfs;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.AllocateResponse;
import io.keelson.proto.v1beta1.ContainerAllocateRequest;
import io.keelson.proto.v1beta1.PreStartContainerRequest;
import io.keelson.proto.v1beta1.PreferredAllocationRequest;
import io.keelson.proto.v1beta1.PreferredAllocationResponse;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DevicePluginServiceTest {
    /** Thousands of refusals are told; held here, since java.util.logging forgets a level nobody holds. */
    private static final Logger LOG = Logger.getLogger(DevicePluginService.class.getName());

    private final DevicePluginService service = service(grants -> {});

    @BeforeEach
    void quiet() {
        LOG.setLevel(Level.OFF);
    }

    @AfterEach
    void loud() {
        LOG.setLevel(null);
    }

    @Test
    void whateverAContainerAsksForThereIsOneAnswer() {
        long seed = 20260103;
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            Recorder<Object> recorder = new Recorder<>();
            AllocateRequest.Builder request = AllocateRequest.newBuilder();
            for (int c = random.nextInt(3); c >= 0; c--) {
                ContainerAllocateRequest.Builder container = ContainerAllocateRequest.newBuilder();
                for (int d = random.nextInt(4); d > 0; d--) {
                    container.addDevicesIds(id(random));
                }
                request.addContainerRequests(container);
            }
            service.allocate(request.build(), recorder.cast());
            recorder.assertOneAnswer("seed " + seed + ", round " + round);
            Recorder<Object> start = new Recorder<>();
            service.preStartContainer(
                    PreStartContainerRequest.newBuilder()
                            .addDevicesIds(id(random))
                            .build(),
                    start.cast());
            start.assertOneAnswer("seed " + seed + ", round " + round);
        }
    }

    @Test
    void bytesThatParseAreARequestLikeAnyOther() {
        Random random = new Random(20260104);
        byte[] sound = AllocateRequest.newBuilder()
                .addContainerRequests(ContainerAllocateRequest.newBuilder().addDevicesIds("0000:01:10.0"))
                .build()
                .toByteArray();
        for (int round = 0; round < 5_000; round++) {
            byte[] damaged = sound.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            Optional<AllocateRequest> request = parse(damaged);
            if (request.isPresent()) {
                Recorder<AllocateResponse> recorder = new Recorder<>();
                service.allocate(request.get(), recorder);
                recorder.assertOneAnswer("round " + round);
            }
        }
    }

    @Test
    void aFaultOfOursIsInternalAndNamed() {
        DevicePluginService broken = service(grants -> {
            throw new IllegalStateException("a bug");
        });
        Recorder<AllocateResponse> recorder = new Recorder<>();

        broken.allocate(
                AllocateRequest.newBuilder()
                        .addContainerRequests(
                                ContainerAllocateRequest.newBuilder().addDevicesIds("0000:01:10.0"))
                        .build(),
                recorder);

        assertThat(recorder.failure().getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(recorder.failure().getDescription()).startsWith("INTERNAL keelson.io/fast: Allocate failed");
    }

    @Test
    void noPreferenceIsAnEmptyAnswer() {
        Recorder<PreferredAllocationResponse> recorder = new Recorder<>();
        service.getPreferredAllocation(PreferredAllocationRequest.getDefaultInstance(), recorder);

        assertThat(recorder.values).containsExactly(PreferredAllocationResponse.getDefaultInstance());
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyProblemHasAStatusAndKeepsItsLine(Code code) {
        Problem problem = Problem.of(code, new Subject("x"), "detail", "hint");
        Status status = GrpcStatus.of(problem).getStatus();

        assertThat(status.getDescription()).isEqualTo(problem.line());
        assertThat(status.getCode()).isNotIn(Status.Code.OK, Status.Code.UNKNOWN);
        assertThat(status.getCode() == Status.Code.UNAVAILABLE).isEqualTo(code.retryable());
    }

    /** What gRPC itself would refuse is empty. */
    private static Optional<AllocateRequest> parse(byte[] bytes) {
        try {
            return Optional.of(AllocateRequest.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    private static String id(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "0000:01:10." + random.nextInt(8);
            case 1 -> "";
            case 2 -> "x".repeat(random.nextInt(5000));
            default ->
                random.ints(random.nextInt(20), 0, 0xd800)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
        };
    }

    private static DevicePluginService service(GrantBook book) {
        ResourceName fast = ResourceName.parse("keelson.io/fast").orElseThrow();
        PoolDesk desk = new PoolDesk(
                new PoolView(
                        Desks.terms(fast, DriverChoice.VFIO_PCI, Gate.STRICT, false, true),
                        List.of(
                                new Assigned(Vfs.vfio(0), Optional.empty()),
                                new Assigned(Vfs.vfio(1), Optional.empty()))),
                Desks.ports(book, (r, d) -> Optional.empty(), node -> true, Clock.systemUTC()));
        return new DevicePluginService(desk, new OpenStreams(System::nanoTime, () -> {}));
    }

    private static final class Recorder<T> implements StreamObserver<T> {
        private final List<T> values = new ArrayList<>();
        private final List<Status> failures = new ArrayList<>();
        private int completions;

        @SuppressWarnings("unchecked")
        <U> StreamObserver<U> cast() {
            return (StreamObserver<U>) this;
        }

        @Override
        public void onNext(T value) {
            values.add(value);
        }

        @Override
        public void onError(Throwable t) {
            failures.add(Status.fromThrowable(t));
        }

        @Override
        public void onCompleted() {
            completions++;
        }

        Status failure() {
            assertThat(failures).hasSize(1);
            return failures.get(0);
        }

        void assertOneAnswer(String when) {
            assertThat(List.of(values.size(), completions, failures.size()))
                    .as(when)
                    .isIn(List.of(1, 1, 0), List.of(0, 0, 1));
            assertThat(failures).extracting(Status::getCode).as(when).doesNotContain(Status.Code.INTERNAL);
        }
    }
}
