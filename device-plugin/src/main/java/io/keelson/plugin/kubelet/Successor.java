package io.keelson.plugin.kubelet;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.keelson.proto.v1beta1.AllocateRequest;
import io.keelson.proto.v1beta1.AllocateResponse;
import io.keelson.proto.v1beta1.DevicePluginGrpc;
import io.keelson.proto.v1beta1.PreStartContainerRequest;
import io.keelson.proto.v1beta1.PreStartContainerResponse;
import io.keelson.vf.model.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The agent that takes over one resource's socket. What kubelet asks us from the moment we hand over is kept until that agent
 * listens, and passed on: an error to Allocate costs a pod its admission for good.
 */
final class Successor {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int MAX_REPLY_BYTES = 1 << 20;

    private final KubeletIo io;
    private final Path socket;
    private final CountDownLatch listens = new CountDownLatch(1);
    private volatile boolean expected;

    Successor(KubeletIo io, Path socket) {
        this.io = io;
        this.socket = socket;
    }

    /** From now on it has the say. */
    void expect() {
        expected = true;
    }

    boolean expected() {
        return expected;
    }

    /** Its socket has taken the place of ours. */
    void listens() {
        listens.countDown();
    }

    /** Whether it listens within this time. */
    boolean await(Deadline until) throws InterruptedException {
        return listens.await(until.left().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Its answer to what we were asked; fails with its status, or with that of a call that reached nobody. */
    AllocateResponse allocate(AllocateRequest request) throws InterruptedException {
        return ask(stub -> stub.allocate(request));
    }

    /** The same of a container that is about to start. */
    PreStartContainerResponse preStart(PreStartContainerRequest request) throws InterruptedException {
        return ask(stub -> stub.preStartContainer(request));
    }

    private <T> T ask(Function<DevicePluginGrpc.DevicePluginBlockingStub, T> call)
            throws InterruptedException, StatusRuntimeException {
        await(Deadline.after(PATIENCE));
        ManagedChannel channel = io.channel(socket, MAX_REPLY_BYTES);
        try {
            return call.apply(DevicePluginGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } finally {
            channel.shutdownNow();
        }
    }
}
