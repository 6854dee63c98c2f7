package io.keelson.plugin.kubelet;

import io.grpc.stub.StreamObserver;
import io.keelson.config.model.ResourceName;
import io.keelson.proto.pluginregistration.InfoRequest;
import io.keelson.proto.pluginregistration.PluginInfo;
import io.keelson.proto.pluginregistration.RegistrationGrpc;
import io.keelson.proto.pluginregistration.RegistrationStatus;
import io.keelson.proto.pluginregistration.RegistrationStatusResponse;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Who we are, for the plugin watcher of kubelet, and what it made of it. Made before the socket is there, since kubelet waits
 * one second for the answer. Source: kubelet's pluginregistration/v1 api.proto.
 */
final class PluginInfoService extends RegistrationGrpc.RegistrationImplBase {
    private static final String TYPE = "DevicePlugin";
    private static final String VERSION = "v1beta1";

    private final PluginInfo info;
    private final Runnable onTold;
    private volatile Optional<RegistrationStatus> told = Optional.empty();

    /** @param socket its public name, where the device plugin is served too */
    PluginInfoService(ResourceName resource, Path socket, Runnable onTold) {
        this.onTold = onTold;
        this.info = PluginInfo.newBuilder()
                .setType(TYPE)
                .setName(resource.toString())
                .setEndpoint(socket.toString())
                .addSupportedVersions(VERSION)
                .build();
    }

    /** What kubelet said last about this socket. */
    Optional<RegistrationStatus> told() {
        return told;
    }

    @Override
    public void getInfo(InfoRequest request, StreamObserver<PluginInfo> reply) {
        reply.onNext(info);
        reply.onCompleted();
    }

    @Override
    public void notifyRegistrationStatus(RegistrationStatus status, StreamObserver<RegistrationStatusResponse> reply) {
        told = Optional.of(status);
        reply.onNext(RegistrationStatusResponse.getDefaultInstance());
        reply.onCompleted();
        onTold.run();
    }
}
