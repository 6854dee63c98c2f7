package io.keelson.plugin.kubelet;

import io.grpc.BindableService;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * gRPC over unix sockets: one event loop thread for all servers and clients, and at most two threads for what may block (an
 * Allocate waits for the journal), which end when idle.
 */
public final class KubeletIo implements AutoCloseable {
    private static final int WORKERS = 2;
    private static final int MAX_REQUEST_BYTES = 1 << 20;

    /**
     * Netty warns for each connection that a unix socket has no SO_KEEPALIVE, which gRPC always asks for. Kept here, since
     * java.util.logging forgets the level of a logger nobody holds.
     */
    private static final Logger BOOTSTRAP = Logger.getLogger("io.netty.bootstrap");

    private final EventLoopGroup loop;
    private final ExecutorService workers;

    /** Makes its threads by this factory. */
    public KubeletIo(ThreadFactory threads) {
        BOOTSTRAP.setLevel(Level.SEVERE);
        loop = new MultiThreadIoEventLoopGroup(1, threads, NioIoHandler.newFactory());
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        pool.allowCoreThreadTimeOut(true);
        workers = pool;
    }

    /** A server, not started, that binds this path. */
    Server server(Path socket, BindableService... services) {
        NettyServerBuilder server = NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .executor(workers)
                .maxInboundMessageSize(MAX_REQUEST_BYTES);
        for (BindableService service : services) {
            server.addService(MalformedRequests.refused(service));
        }
        return server.build();
    }

    /** A channel that connects to this path when first used; the caller shuts it down. */
    ManagedChannel channel(Path socket, int maxReplyBytes) {
        return NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .executor(workers)
                .offloadExecutor(workers)
                .overrideAuthority("localhost")
                .usePlaintext()
                .maxInboundMessageSize(maxReplyBytes)
                .disableRetry()
                .build();
    }

    /** Ends its threads at once; what still runs over them fails. */
    @Override
    public void close() {
        workers.shutdownNow();
        loop.shutdownGracefully(0, 500, TimeUnit.MILLISECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
    }
}
