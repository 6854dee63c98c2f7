package io.keelson.plugin.kubelet;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.keelson.proto.podresources.ContainerDevices;
import io.keelson.proto.podresources.ContainerResources;
import io.keelson.proto.podresources.ListPodResourcesRequest;
import io.keelson.proto.podresources.ListPodResourcesResponse;
import io.keelson.proto.podresources.PodResourcesListerGrpc;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks kubelet which running pod has which device. kubelet limits the rate: callers at the same time share a call, a refusal
 * is tried again with growing waits. Any thread may ask.
 */
public final class PodResources {
    private static final int MAX_REPLY_BYTES = 16 << 20;
    private static final Duration RETRY_FIRST = Duration.ofMillis(20);
    private static final Duration RETRY_MOST = Duration.ofSeconds(1);

    private final KubeletIo io;
    private final Path socket;
    private final SingleFlight<List<PodDevices>> calls;

    public PodResources(KubeletIo io, KubeletPaths paths) {
        this.io = io;
        this.socket = paths.podResources();
        this.calls = new SingleFlight<>(Subject.file(socket), this::untilAnswered);
    }

    /**
     * Every pod, as of a moment after this was called. Fails with {@code KUBELET_SOCKET_MISSING} at once, with
     * {@code KUBELET_REFUSED} when the deadline passes or the answer has more than 16 MiB.
     */
    public List<PodDevices> list(Deadline until) throws HostException {
        return calls.ask(until);
    }

    private List<PodDevices> untilAnswered(Deadline until) throws HostException {
        BackOff backOff = new BackOff(RETRY_FIRST, RETRY_MOST);
        while (true) {
            try {
                return once(until);
            } catch (StatusRuntimeException e) {
                HostException failure = new HostException(refused(e.getStatus()), e);
                long wait = backOff.nanos();
                if (!passes(e.getStatus()) || until.left().toNanos() <= wait) {
                    throw failure;
                }
                LockSupport.parkNanos(this, wait);
                if (Thread.currentThread().isInterrupted()) {
                    throw failure;
                }
            }
        }
    }

    private List<PodDevices> once(Deadline until) throws HostException {
        if (!Files.exists(socket)) {
            throw new HostException(Problem.of(
                    Code.KUBELET_SOCKET_MISSING,
                    Subject.file(socket),
                    "kubelet's PodResources socket is not there",
                    "start kubelet, or name its directory if it is another"));
        }
        ManagedChannel channel = io.channel(socket, MAX_REPLY_BYTES);
        try {
            return read(PodResourcesListerGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(until.left().toNanos(), TimeUnit.NANOSECONDS)
                    .list(ListPodResourcesRequest.getDefaultInstance()));
        } finally {
            channel.shutdownNow();
        }
    }

    /** Whether trying again may help: kubelet limits the rate, or is just starting. */
    private static boolean passes(Status status) {
        boolean tooLong =
                status.getDescription() != null && status.getDescription().contains("exceeds maximum size");
        return switch (status.getCode()) {
            case UNAVAILABLE -> true;
            case RESOURCE_EXHAUSTED -> !tooLong;
            default -> false;
        };
    }

    private Problem refused(Status status) {
        return Problem.of(
                Code.KUBELET_REFUSED,
                Subject.file(socket),
                "kubelet did not list its pods: " + status.getCode() + " " + status.getDescription(),
                "it is worth another try; see kubelet's log");
    }

    private static List<PodDevices> read(ListPodResourcesResponse response) {
        return response.getPodResourcesList().stream()
                .map(pod -> {
                    Map<String, Map<String, Set<String>>> containers = new HashMap<>();
                    pod.getContainersList().forEach(c -> merge(containers, c));
                    return new PodDevices(pod.getNamespace(), pod.getName(), containers);
                })
                .toList();
    }

    private static void merge(Map<String, Map<String, Set<String>>> containers, ContainerResources container) {
        Map<String, Set<String>> resources = containers.computeIfAbsent(container.getName(), c -> new HashMap<>());
        for (ContainerDevices devices : container.getDevicesList()) {
            resources
                    .computeIfAbsent(devices.getResourceName(), r -> new HashSet<>())
                    .addAll(devices.getDeviceIdsList());
        }
    }
}
