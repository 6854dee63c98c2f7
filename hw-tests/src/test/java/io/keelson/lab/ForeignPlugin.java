package io.keelson.lab;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.AllocateResponse;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.proto.v1beta1.Device;
import io.keelson.proto.v1beta1.DevicePluginGrpc;
import io.keelson.proto.v1beta1.DevicePluginOptions;
import io.keelson.proto.v1beta1.Empty;
import io.keelson.proto.v1beta1.ListAndWatchResponse;
import io.keelson.proto.v1beta1.RegisterRequest;
import io.keelson.proto.v1beta1.RegistrationGrpc;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A device plugin that is not ours, run in the guest: a resource and its devices, registered with kubelet once, always
 * healthy, handed out by their variable alone. It ends with its process.
 */
final class ForeignPlugin extends DevicePluginGrpc.DevicePluginImplBase {
    private static final Path DIRECTORY = Path.of("/var/lib/kubelet/device-plugins");

    private final String resource;
    private final List<String> devices;

    private ForeignPlugin(String resource, List<String> devices) {
        this.resource = resource;
        this.devices = devices;
    }

    /** The resource, then its devices. */
    public static void main(String[] args) throws IOException, InterruptedException {
        new ForeignPlugin(args[0], List.of(args).subList(1, args.length)).serve();
    }

    private void serve() throws IOException, InterruptedException {
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Path socket = DIRECTORY.resolve(resource.replace('/', '_') + ".sock");
        Files.deleteIfExists(socket);
        Server server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .addService(this)
                .build()
                .start();
        ManagedChannel kubelet = NettyChannelBuilder.forAddress(
                        UnixDomainSocketAddress.of(DIRECTORY.resolve("kubelet.sock")))
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .overrideAuthority("localhost")
                .usePlaintext()
                .build();
        RegistrationGrpc.newBlockingStub(kubelet)
                .register(RegisterRequest.newBuilder()
                        .setVersion("v1beta1")
                        .setEndpoint(socket.getFileName().toString())
                        .setResourceName(resource)
                        .build());
        kubelet.shutdownNow();
        server.awaitTermination();
    }

    @Override
    public void getDevicePluginOptions(Empty request, StreamObserver<DevicePluginOptions> reply) {
        reply.onNext(DevicePluginOptions.getDefaultInstance());
        reply.onCompleted();
    }

    @Override
    public void listAndWatch(Empty request, StreamObserver<ListAndWatchResponse> reply) {
        ListAndWatchResponse.Builder all = ListAndWatchResponse.newBuilder();
        devices.forEach(d -> all.addDevices(Device.newBuilder().setID(d).setHealth("Healthy")));
        reply.onNext(all.build());
    }

    @Override
    public void allocate(AllocateRequest request, StreamObserver<AllocateResponse> reply) {
        String variable =
                "PCIDEVICE_" + resource.replace('.', '_').replace('/', '_').toUpperCase(Locale.ROOT);
        AllocateResponse.Builder all = AllocateResponse.newBuilder();
        request.getContainerRequestsList()
                .forEach(container -> all.addContainerResponses(ContainerAllocateResponse.newBuilder()
                        .putEnvs(variable, String.join(",", container.getDevicesIdsList()))));
        reply.onNext(all.build());
        reply.onCompleted();
    }
}
