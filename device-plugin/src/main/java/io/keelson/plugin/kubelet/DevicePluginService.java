package io.keelson.plugin.kubelet;

import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.AllocateReply;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.AllocateResponse;
import io.keelson.proto.v1beta1.ContainerAllocateRequest;
import io.keelson.proto.v1beta1.ContainerPreferredAllocationRequest;
import io.keelson.proto.v1beta1.ContainerPreferredAllocationResponse;
import io.keelson.proto.v1beta1.DevicePluginGrpc;
import io.keelson.proto.v1beta1.DevicePluginOptions;
import io.keelson.proto.v1beta1.Empty;
import io.keelson.proto.v1beta1.ListAndWatchResponse;
import io.keelson.proto.v1beta1.PreStartContainerRequest;
import io.keelson.proto.v1beta1.PreStartContainerResponse;
import io.keelson.proto.v1beta1.PreferredAllocationRequest;
import io.keelson.proto.v1beta1.PreferredAllocationResponse;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device plugin API, version v1beta1, for one resource. Source: kubelet's deviceplugin/v1beta1 api.proto. */
final class DevicePluginService extends DevicePluginGrpc.DevicePluginImplBase {
    private static final Logger LOG = LoggerFactory.getLogger(DevicePluginService.class);

    private final PoolDesk desk;
    private final OpenStreams streams;
    private final Optional<Successor> successor;

    DevicePluginService(PoolDesk desk, OpenStreams streams) {
        this(desk, streams, Optional.empty());
    }

    /** @param successor who answers in our place once we handed over */
    DevicePluginService(PoolDesk desk, OpenStreams streams, Optional<Successor> successor) {
        this.desk = desk;
        this.streams = streams;
        this.successor = successor;
    }

    /** What kubelet may call beside ListAndWatch and Allocate; the same at registration. */
    static DevicePluginOptions options(PoolTerms terms) {
        return DevicePluginOptions.newBuilder()
                .setPreStartRequired(terms.preStartRequired())
                .setGetPreferredAllocationAvailable(true)
                .build();
    }

    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> reply) {
        answer(reply, "GetDevicePluginOptions", () -> options(desk.terms()));
    }

    @Override
    public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> reply) {
        OfferStream.open((ServerCallStreamObserver<ListAndWatchResponse>) reply, desk, streams);
    }

    @Override
    public void getPreferredAllocation(
            PreferredAllocationRequest request, StreamObserver<PreferredAllocationResponse> reply) {
        answer(reply, "GetPreferredAllocation", () -> {
            PreferredAllocationResponse.Builder response = PreferredAllocationResponse.newBuilder();
            for (ContainerPreferredAllocationRequest container : request.getContainerRequestsList()) {
                response.addContainerResponses(ContainerPreferredAllocationResponse.newBuilder()
                        .addAllDeviceIDs(desk.prefer(
                                container.getAvailableDeviceIDsList(),
                                container.getMustIncludeDeviceIDsList(),
                                container.getAllocationSize())));
            }
            return response.build();
        });
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
        answer(reply, "Allocate", () -> {
            Optional<Successor> next = successor.filter(Successor::expected);
            if (next.isPresent()) {
                return next.get().allocate(request);
            }
            List<List<String>> containers = request.getContainerRequestsList().stream()
                    .map(DevicePluginService::ids)
                    .toList();
            AllocateResponse.Builder response = AllocateResponse.newBuilder();
            for (AllocateReply each : desk.allocate(containers)) {
                response.addContainerResponses(Wire.of(each));
            }
            return response.build();
        });
    }

    @Override
    public void preStartContainer(PreStartContainerRequest request, StreamObserver<PreStartContainerResponse> reply) {
        answer(reply, "PreStartContainer", () -> {
            Optional<Successor> next = successor.filter(Successor::expected);
            if (next.isPresent()) {
                return next.get().preStart(request);
            }
            Optional<Problem> refusal = desk.refuseStart(List.copyOf(request.getDevicesIdsList()));
            if (refusal.isPresent()) {
                throw new HostException(refusal.get());
            }
            return PreStartContainerResponse.getDefaultInstance();
        });
    }

    private static List<String> ids(ContainerAllocateRequest container) {
        return List.copyOf(container.getDevicesIdsList());
    }

    private <T> void answer(StreamObserver<T> reply, String call, Callable<T> work) {
        T answer;
        try {
            answer = work.call();
        } catch (StatusRuntimeException e) {
            reply.onError(e);
            return;
        } catch (Exception e) {
            reply.onError(GrpcStatus.of(problem(call, e)));
            return;
        }
        reply.onNext(answer);
        reply.onCompleted();
    }

    private Problem problem(String call, Exception e) {
        String resource = desk.terms().resource().toString();
        if (e instanceof HostException known) {
            LOG.atWarn()
                    .addKeyValue(Key.RESOURCE.word(), resource)
                    .addKeyValue(Key.PROBLEM.word(), known.problem().line())
                    .log(call + " refused");
            return known.problem();
        }
        LOG.atError().addKeyValue(Key.RESOURCE.word(), resource).setCause(e).log(call + " failed");
        return Problem.of(
                Code.INTERNAL, new Subject(resource), call + " failed: " + e, "report this with the agent's log");
    }
}
