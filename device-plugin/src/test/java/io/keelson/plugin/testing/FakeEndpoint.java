package io.keelson.plugin.testing;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.AllocateResponse;
import io.keelson.proto.v1beta1.ContainerAllocateRequest;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.proto.v1beta1.ContainerPreferredAllocationRequest;
import io.keelson.proto.v1beta1.Device;
import io.keelson.proto.v1beta1.DevicePluginGrpc;
import io.keelson.proto.v1beta1.DevicePluginOptions;
import io.keelson.proto.v1beta1.Empty;
import io.keelson.proto.v1beta1.ListAndWatchResponse;
import io.keelson.proto.v1beta1.PreStartContainerRequest;
import io.keelson.proto.v1beta1.PreferredAllocationRequest;
import io.keelson.proto.v1beta1.PreferredAllocationResponse;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The fake kubelet's end of one plugin: options asked, then one stream watched until it ends. */
public final class FakeEndpoint implements AutoCloseable {
    private static final long CALL_SECONDS = 30;

    private final ManagedChannel channel;
    private final Monitor monitor;
    private final List<ListAndWatchResponse> lists = new ArrayList<>();
    private DevicePluginOptions options = DevicePluginOptions.getDefaultInstance();
    private boolean ended;
    private boolean dropped;
    private volatile Runnable onEnd = () -> {};
    private volatile Runnable onList = () -> {};

    FakeEndpoint(Path socket, EventLoopGroup loop, Monitor monitor) {
        this.monitor = monitor;
        this.channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
    }

    void dial() {
        DevicePluginGrpc.newStub(channel).getDevicePluginOptions(Empty.getDefaultInstance(), new Options());
    }

    /** What the plugin said it wants. */
    public DevicePluginOptions options() {
        return monitor.change(() -> options);
    }

    /** Every list it sent, in order. */
    public List<ListAndWatchResponse> lists() {
        return monitor.change(() -> List.copyOf(lists));
    }

    /** Waits until it sent so many lists. */
    public ListAndWatchResponse awaitList(int count) {
        monitor.await(() -> lists.size() >= count, count + " lists");
        return lists().get(count - 1);
    }

    /** Waits until the stream is over. */
    public void awaitEnd() {
        monitor.await(() -> ended, "the end of the stream");
    }

    /** Whether a list came and the stream goes on. */
    public boolean live() {
        return monitor.change(() -> !ended && !dropped && !lists.isEmpty());
    }

    /** Id to health, of the newest list. */
    public Map<String, String> health() {
        return monitor.change(() -> {
            Map<String, String> health = new TreeMap<>();
            if (!lists.isEmpty()) {
                for (Device device : lists.get(lists.size() - 1).getDevicesList()) {
                    health.put(device.getID(), device.getHealth());
                }
            }
            return Collections.unmodifiableMap(health);
        });
    }

    /** Calls Allocate for one container; fails with the plugin's StatusRuntimeException. */
    public ContainerAllocateResponse allocate(List<String> ids) {
        AllocateResponse response = DevicePluginGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .allocate(AllocateRequest.newBuilder()
                        .addContainerRequests(
                                ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids))
                        .build());
        return response.getContainerResponses(0);
    }

    /** Asks which devices a container had best take; fails with the plugin's StatusRuntimeException. */
    public List<String> prefer(List<String> available, List<String> must, int size) {
        PreferredAllocationResponse response = DevicePluginGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .getPreferredAllocation(PreferredAllocationRequest.newBuilder()
                        .addContainerRequests(ContainerPreferredAllocationRequest.newBuilder()
                                .addAllAvailableDeviceIDs(available)
                                .addAllMustIncludeDeviceIDs(must)
                                .setAllocationSize(size))
                        .build());
        return response.getContainerResponses(0).getDeviceIDsList();
    }

    /** Calls PreStartContainer; fails with the plugin's StatusRuntimeException. */
    public void preStart(List<String> ids) {
        DevicePluginGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS)
                .preStartContainer(PreStartContainerRequest.newBuilder()
                        .addAllDevicesIds(ids)
                        .build());
    }

    /** It counts as gone from now on; said and asked under the fake kubelet's monitor. */
    void drop() {
        dropped = true;
    }

    boolean isDropped() {
        return dropped;
    }

    /** Hangs up; its devices are forgotten. */
    @Override
    public void close() {
        channel.shutdownNow();
    }

    /** Is told once, when the stream ends by itself or by us. */
    void onEnd(Runnable heard) {
        onEnd = heard;
    }

    /** Is told of each list. */
    void onList(Runnable heard) {
        onList = heard;
    }

    private void end() {
        monitor.change(() -> ended = true);
        onEnd.run();
    }

    private final class Options implements StreamObserver<DevicePluginOptions> {
        @Override
        public void onNext(DevicePluginOptions value) {
            monitor.change(() -> options = value);
        }

        @Override
        public void onError(Throwable t) {
            end();
        }

        @Override
        public void onCompleted() {
            DevicePluginGrpc.newStub(channel).listAndWatch(Empty.getDefaultInstance(), new Watch());
        }
    }

    private final class Watch implements StreamObserver<ListAndWatchResponse> {
        @Override
        public void onNext(ListAndWatchResponse value) {
            monitor.change(() -> lists.add(value));
            onList.run();
        }

        @Override
        public void onError(Throwable t) {
            end();
        }

        @Override
        public void onCompleted() {
            end();
        }
    }
}
