package io.keelson.plugin.kubelet;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.proto.v1beta1.RegisterRequest;
import io.keelson.proto.v1beta1.RegistrationGrpc;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The Register call on kubelet.sock. kubelet answers first and dials back afterwards. */
final class Registration {
    private static final String VERSION = "v1beta1";
    private static final int MAX_REPLY_BYTES = 1 << 16;

    private final KubeletIo io;
    private final Path kubelet;
    private final Duration patience;

    Registration(KubeletIo io, Path kubelet, Duration patience) {
        this.io = io;
        this.kubelet = kubelet;
        this.patience = patience;
    }

    /** Registers the resource served at this endpoint; fails with {@code KUBELET_REFUSED}. Ends early when interrupted. */
    void register(PoolTerms terms, String endpoint) throws HostException {
        RegisterRequest request = RegisterRequest.newBuilder()
                .setVersion(VERSION)
                .setEndpoint(endpoint)
                .setResourceName(terms.resource().toString())
                .setOptions(DevicePluginService.options(terms))
                .build();
        // A channel of its own: a kept one would wait out gRPC's own back-off after kubelet was away.
        ManagedChannel channel = io.channel(kubelet, MAX_REPLY_BYTES);
        try {
            RegistrationGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .register(request);
        } catch (StatusRuntimeException e) {
            throw new HostException(
                    Problem.of(
                            Code.KUBELET_REFUSED,
                            new Subject(terms.resource().toString()),
                            "kubelet did not register it: " + e.getStatus().getCode() + " "
                                    + e.getStatus().getDescription(),
                            "it is tried again; see kubelet's log if it goes on"),
                    e);
        } finally {
            channel.shutdownNow();
        }
    }
}
