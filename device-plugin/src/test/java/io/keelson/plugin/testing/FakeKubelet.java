package io.keelson.plugin.testing;

import com.google.protobuf.MessageLite;
import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.keelson.proto.pluginregistration.PluginInfo;
import io.keelson.proto.podresources.ListPodResourcesRequest;
import io.keelson.proto.podresources.ListPodResourcesResponse;
import io.keelson.proto.podresources.PodResourcesListerGrpc;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.proto.v1beta1.Empty;
import io.keelson.proto.v1beta1.RegisterRequest;
import io.keelson.proto.v1beta1.RegistrationGrpc;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A kubelet as device plugins meet it: it takes registrations, dials back, watches the list, allocates, asks before a start,
 * answers PodResources and writes the checkpoint; all on real sockets below a directory of the test's. It can refuse, die,
 * and restart, which sweeps the directory as the real one does. It never dials again by itself when a stream ends.
 */
public final class FakeKubelet implements AutoCloseable {
    private final Path devicePlugins;
    private final Path podResourcesSocket;
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Pods pods = new Pods();
    private final Map<String, FakeEndpoint> endpoints = new HashMap<>();
    private final List<RegisterRequest> registrations = new ArrayList<>();
    private final Deque<Status> podResourcesFailures = new ArrayDeque<>();
    private final Monitor monitor = new Monitor();
    private final List<Server> servers = new ArrayList<>();
    private Optional<FakePluginWatcher> watcher = Optional.empty();
    private final Path registry;
    private final Map<String, Integer> absences = new HashMap<>();
    private final Map<String, Long> absentSince = new HashMap<>();
    private final Map<String, Long> absentNanos = new HashMap<>();
    private boolean watchesPlugins;
    private volatile boolean tellsStreamsApart;
    private boolean refusing;
    private int lists;

    /** Below this directory, which stands for {@code /var/lib/kubelet}; not started. */
    public FakeKubelet(Path root) {
        devicePlugins = root.resolve("device-plugins");
        podResourcesSocket = root.resolve("pod-resources").resolve("kubelet.sock");
        registry = root.resolve("plugins_registry");
    }

    /** From the next start on it has a directory where it looks for plugins by itself. */
    public FakeKubelet watchingPlugins() {
        watchesPlugins = true;
        return this;
    }

    /** Starts as the real one: makes and sweeps its directory, leaving only the checkpoint, then listens. */
    public FakeKubelet start() {
        try {
            Files.createDirectories(devicePlugins);
            Files.createDirectories(podResourcesSocket.getParent());
            sweep();
            Files.deleteIfExists(podResourcesSocket);
            servers.add(listen(podResourcesSocket, new PodResourcesService()));
            servers.add(listen(devicePlugins.resolve("kubelet.sock"), new RegistrationService()));
            if (watchesPlugins) {
                Files.createDirectories(registry);
                watcher = Optional.of(new FakePluginWatcher(registry, loop, new Found()));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes every file and socket in the directory but the checkpoint. */
    public void sweep() throws IOException {
        try (Stream<Path> files = Files.list(devicePlugins)) {
            for (Path file : files.toList()) {
                if (!Files.isDirectory(file) && !file.getFileName().toString().equals("kubelet_internal_checkpoint")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Dies: connections end, devices are forgotten; its socket file stays behind, with nobody listening. */
    public void kill() {
        Path socket = devicePlugins.resolve("kubelet.sock");
        Path kept = devicePlugins.resolve("kept");
        try {
            Files.createLink(kept, socket);
            stop();
            Files.move(kept, socket, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends in good order: its sockets are gone too. */
    public void stop() {
        List<FakeEndpoint> open = monitor.change(() -> {
            List<FakeEndpoint> all = List.copyOf(endpoints.values());
            endpoints.clear();
            return all;
        });
        open.forEach(FakeEndpoint::close);
        watcher.ifPresent(w -> {
            try {
                w.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        watcher = Optional.empty();
        for (Server server : servers) {
            server.shutdownNow();
            try {
                server.awaitTermination(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        servers.clear();
    }

    /** Dies and starts again. */
    public void restart() {
        kill();
        start();
    }

    /** From now on Register fails, or does not. */
    public void refuse(boolean on) {
        monitor.change(() -> refusing = on);
        watcher.ifPresent(FakePluginWatcher::look);
    }

    /** The next call of List fails with this. */
    public void failNextList(Status status) {
        monitor.change(() -> podResourcesFailures.add(status));
    }

    /** What it tells of pods. Write the checkpoint after a change. */
    public Pods pods() {
        return pods;
    }

    /** How often List was called. */
    public int lists() {
        return monitor.change(() -> lists);
    }

    /** Every Register that was taken, since the fake was made. */
    public List<RegisterRequest> registrations() {
        return monitor.change(() -> List.copyOf(registrations));
    }

    /** Waits until so many registrations were taken in all. */
    public RegisterRequest awaitRegistration(int count) {
        monitor.await(() -> registrations.size() >= count, count + " registrations");
        return registrations().get(count - 1);
    }

    /** Waits until the resource's devices, id to health, are as wanted; those of a live stream only. */
    public Map<String, String> awaitDevices(String resource, Predicate<Map<String, String>> wanted) {
        monitor.await(
                () -> endpoints.containsKey(resource)
                        && endpoints.get(resource).live()
                        && wanted.test(endpoints.get(resource).health()),
                "devices of " + resource);
        return endpoint(resource).health();
    }

    /** The newest endpoint of a resource. */
    public FakeEndpoint endpoint(String resource) {
        return monitor.change(() -> {
            FakeEndpoint endpoint = endpoints.get(resource);
            if (endpoint == null) {
                throw new AssertionError("not registered: " + resource);
            }
            return endpoint;
        });
    }

    /** Admits a container: Allocate, then the checkpoint, then PodResources. */
    public ContainerAllocateResponse allocate(Pods.Container container, String resource, List<String> ids) {
        ContainerAllocateResponse response = endpoint(resource).allocate(ids);
        pods.add(new Pods.Held(container, resource, List.copyOf(ids)));
        writeCheckpoint();
        return response;
    }

    /** Writes the checkpoint as the real one: beside it, then renamed. */
    public void writeCheckpoint() {
        Map<String, List<String>> registered = new TreeMap<>();
        monitor.change(() -> {
            endpoints.forEach(
                    (name, e) -> registered.put(name, List.copyOf(e.health().keySet())));
            return null;
        });
        writeCheckpoint(pods.checkpointJson(registered));
    }

    /** Writes this text as the checkpoint. */
    public void writeCheckpoint(String text) {
        try {
            Path draft = devicePlugins.resolve(".checkpoint-draft");
            Files.writeString(draft, text);
            Files.move(
                    draft,
                    devicePlugins.resolve("kubelet_internal_checkpoint"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Server listen(Path socket, BindableService service) throws IOException {
        return NettyServerBuilder.forAddress(UnixDomainSocketAddress.of(socket))
                .channelType(NioServerDomainSocketChannel.class)
                .bossEventLoopGroup(loop)
                .workerEventLoopGroup(loop)
                .addService(service)
                .build()
                .start();
    }

    private static <T extends MessageLite> void reply(StreamObserver<T> observer, T message) {
        observer.onNext(message);
        observer.onCompleted();
    }

    private final class RegistrationService extends RegistrationGrpc.RegistrationImplBase {
        @Override
        public void register(RegisterRequest request, StreamObserver<Empty> observer) {
            if (monitor.change(() -> refusing)) {
                observer.onError(
                        Status.UNKNOWN.withDescription("refused by the test").asRuntimeException());
                return;
            }
            if (!request.getVersion().equals("v1beta1")) {
                observer.onError(Status.UNKNOWN
                        .withDescription("requested API version \"" + request.getVersion() + "\" is not supported")
                        .asRuntimeException());
                return;
            }
            reply(observer, Empty.getDefaultInstance());
            connect(request, devicePlugins.resolve(request.getEndpoint()));
        }
    }

    private void connect(RegisterRequest request, Path socket) {
        FakeEndpoint fresh = new FakeEndpoint(socket, loop, monitor);
        FakeEndpoint before = monitor.change(() -> {
            registrations.add(request);
            return endpoints.put(request.getResourceName(), fresh);
        });
        if (before != null && Path.of(request.getEndpoint()).isAbsolute()) {
            before.close();
        }
        fresh.onEnd(() -> ended(request.getResourceName(), fresh));
        fresh.onList(() -> listed(request.getResourceName()));
        // Within the context of a call the dialled ones would end with it.
        Context.ROOT.run(fresh::dial);
    }

    /**
     * One stream ended. Up to 1.35 kubelet knows plugins by their resource only, and hangs up on whoever has it now; later ones
     * know whose stream it was. Source: pkg/kubelet/cm/devicemanager/plugin/v1beta1/handler.go of both.
     */
    private void ended(String resource, FakeEndpoint which) {
        FakeEndpoint dropped = monitor.change(() -> {
            FakeEndpoint now = endpoints.get(resource);
            if (now == null || (tellsStreamsApart && now != which) || now.isDropped()) {
                return null;
            }
            absences.merge(resource, 1, Integer::sum);
            absentSince.putIfAbsent(resource, System.nanoTime());
            now.drop();
            return now;
        });
        if (dropped != null) {
            dropped.close();
        }
    }

    /** As a kubelet after 1.35. */
    public FakeKubelet tellingStreamsApart() {
        tellsStreamsApart = true;
        return this;
    }

    /** For how many nanoseconds in all they were, until the next list. */
    public long absentNanos(String resource) {
        return monitor.change(() -> absentNanos.getOrDefault(resource, 0L));
    }

    private void listed(String resource) {
        monitor.change(() -> {
            Long since = absentSince.remove(resource);
            return since == null ? 0L : absentNanos.merge(resource, System.nanoTime() - since, Long::sum);
        });
    }

    /** How often a resource's devices turned unhealthy because a stream ended. */
    public int absences(String resource) {
        return monitor.change(() -> absences.getOrDefault(resource, 0));
    }

    /** Plugins in the directory become registrations like those by call, with the version they were taken for. */
    private final class Found implements FakePluginWatcher.Ear {
        @Override
        public String plugin(PluginInfo info) {
            if (monitor.change(() -> refusing)) {
                return "refused by the test";
            }
            if (!info.getType().equals("DevicePlugin")
                    || !info.getSupportedVersionsList().contains("v1beta1")) {
                return "no device plugin of v1beta1";
            }
            connect(
                    RegisterRequest.newBuilder()
                            .setVersion("v1beta1")
                            .setResourceName(info.getName())
                            .setEndpoint(info.getEndpoint())
                            .build(),
                    Path.of(info.getEndpoint()));
            return "";
        }

        @Override
        public void gone(String resource) {
            FakeEndpoint before = monitor.change(() -> endpoints.remove(resource));
            if (before != null) {
                before.close();
            }
        }
    }

    private final class PodResourcesService extends PodResourcesListerGrpc.PodResourcesListerImplBase {
        @Override
        public void list(ListPodResourcesRequest request, StreamObserver<ListPodResourcesResponse> observer) {
            Status failure = monitor.change(() -> {
                lists++;
                return podResourcesFailures.poll();
            });
            if (failure != null) {
                observer.onError(failure.asRuntimeException());
                return;
            }
            reply(observer, pods.list());
        }
    }
}
