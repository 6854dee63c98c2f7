package io.keelson.plugin.testing;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.keelson.plugin.watch.DirectoryWatch;
import io.keelson.proto.pluginregistration.InfoRequest;
import io.keelson.proto.pluginregistration.PluginInfo;
import io.keelson.proto.pluginregistration.RegistrationGrpc;
import io.keelson.proto.pluginregistration.RegistrationStatus;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The plugin watcher of the fake kubelet: sockets that come to its directory are asked who they are and told what became of
 * it, those that went or are others now are let go first. Names that begin with a dot are none of its business.
 */
final class FakePluginWatcher implements AutoCloseable {
    private static final long CALL_SECONDS = 20;

    private final Path directory;
    private final EventLoopGroup loop;
    private final Ear ear;
    private final DirectoryWatch watch;
    private final Map<Path, Known> known = new HashMap<>();

    /** What the watcher found, told one after the other. */
    interface Ear {
        /** Why it is not taken, or an empty text. */
        String plugin(PluginInfo info);

        void gone(String resource);
    }

    private record Known(String identity, String resource) {}

    FakePluginWatcher(Path directory, EventLoopGroup loop, Ear ear) throws IOException {
        this.directory = directory;
        this.loop = loop;
        this.ear = ear;
        this.watch = DirectoryWatch.ofNames(directory, this::look);
        Thread thread = new Thread(watch, "plugin-watcher");
        thread.setDaemon(true);
        thread.start();
    }

    /** Looks at the directory; as kubelet does once a second, and after a refusal again and again. */
    synchronized void look() {
        Map<Path, String> there = sockets();
        Map.copyOf(known).forEach((socket, plugin) -> {
            if (!plugin.identity().equals(there.get(socket))) {
                known.remove(socket);
                ear.gone(plugin.resource());
            }
        });
        there.forEach((socket, identity) -> {
            if (!known.containsKey(socket)) {
                ask(socket, identity);
            }
        });
    }

    private Map<Path, String> sockets() {
        Map<Path, String> sockets = new HashMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                    sockets.put(file, found.fileKey() + " " + found.lastModifiedTime());
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return sockets;
    }

    private void ask(Path socket, String identity) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioDomainSocketChannel.class)
                .eventLoopGroup(loop)
                .overrideAuthority(socket.toString().replace("/", "%2F"))
                .usePlaintext()
                .build();
        try {
            PluginInfo info = stub(channel).getInfo(InfoRequest.getDefaultInstance());
            String refusal = ear.plugin(info);
            if (refusal.isEmpty()) {
                known.put(socket, new Known(identity, info.getName()));
            }
            stub(channel)
                    .notifyRegistrationStatus(RegistrationStatus.newBuilder()
                            .setPluginRegistered(refusal.isEmpty())
                            .setError(refusal)
                            .build());
        } catch (StatusRuntimeException e) {
            // nobody behind it: it is asked again when the directory changes
        } finally {
            channel.shutdownNow();
        }
    }

    private static RegistrationGrpc.RegistrationBlockingStub stub(ManagedChannel channel) {
        return RegistrationGrpc.newBlockingStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        watch.close();
    }
}
