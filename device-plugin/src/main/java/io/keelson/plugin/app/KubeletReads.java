package io.keelson.plugin.app;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.kubelet.AllocationLookup;
import io.keelson.plugin.kubelet.Checkpoint;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.plugin.kubelet.KubeletPaths;
import io.keelson.plugin.kubelet.PodDevices;
import io.keelson.plugin.kubelet.PodResources;
import io.keelson.plugin.pool.GrantEnds;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What kubelet says about devices: its checkpoint, and PodResources. */
final class KubeletReads {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** As evidence for a plan: it is asked again with the next, and a kubelet that is away must not hold up a start. */
    private static final Duration GLANCE = Duration.ofSeconds(3);

    private static final Duration SHOWING = Duration.ofMinutes(1);

    private final KubeletPaths paths;
    private final Duty duty;
    private final Checkpoint checkpoint;
    private final PodResources podResources;

    KubeletReads(HostPaths paths, KubeletIo io) {
        this(paths, io, Duty.EVERYTHING);
    }

    KubeletReads(HostPaths paths, KubeletIo io, Duty duty) {
        this.paths = paths.kubelet();
        this.duty = duty;
        this.checkpoint = new Checkpoint(this.paths);
        this.podResources = new PodResources(io, this.paths);
    }

    /** Every PCI function some pod has, from both sources; empty where one cannot be read, unless kubelet never ran here. */
    Optional<Set<PciAddress>> devicesInUse() {
        if (kubeletNeverRan()) {
            return Optional.of(Set.of());
        }
        GrantEnds.Look look = look();
        if (look.checkpoint().isEmpty() || look.podResources().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Stream.concat(look.checkpoint().get().stream(), look.podResources().get().stream())
                .flatMap(id -> id instanceof PciAddress address ? Stream.of(address) : Stream.empty())
                .collect(Collectors.toSet()));
    }

    /** The pod's devices of these resources, as {@link AllocationLookup} finds them. */
    Map<ResourceName, Set<PciAddress>> allocations(Set<ResourceName> ours, PodRef pod) throws HostException {
        AllocationLookup lookup = new AllocationLookup(checkpoint, podResources, () -> ours);
        Map<ResourceName, Set<PciAddress>> all = new TreeMap<>();
        lookup.find(pod, Deadline.after(PATIENCE)).agreed().forEach((name, devices) -> all.put(name, devices));
        return Collections.unmodifiableMap(all);
    }

    /** The resources under which kubelet wrote each device down; nothing where it cannot be read. */
    Map<DeviceId, Set<String>> allocated() {
        try {
            return checkpoint.read().resources();
        } catch (HostException e) {
            return Map.of();
        }
    }

    /**
     * Both sources at one look, each absent where it cannot be read. A device plugin's manifest does not mount PodResources,
     * and it touches no VF when a grant ends: then the checkpoint speaks for both.
     */
    GrantEnds.Look look() {
        Optional<Set<DeviceId>> checkpoint = inCheckpoint();
        boolean notGiven = !duty.keepsVfs() && !Files.exists(paths.podResources());
        return new GrantEnds.Look(checkpoint, notGiven ? checkpoint : inPodResources());
    }

    /** Which running pod has which device, as far as PodResources answers: {@code namespace/name}. */
    Map<DeviceId, String> pods() {
        Map<DeviceId, String> pods = new TreeMap<>(DeviceId.ORDER);
        try {
            for (PodDevices pod : podResources.list(Deadline.after(SHOWING))) {
                PodDevices.devices(List.of(pod)).forEach(d -> pods.put(d, pod.namespace() + "/" + pod.name()));
            }
        } catch (HostException e) {
            return Map.of();
        }
        return pods;
    }

    private Optional<Set<DeviceId>> inCheckpoint() {
        try {
            return Optional.of(checkpoint.read().devices());
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    private Optional<Set<DeviceId>> inPodResources() {
        try {
            return Optional.of(PodDevices.devices(podResources.list(Deadline.after(GLANCE))));
        } catch (HostException e) {
            return Optional.empty();
        }
    }

    private boolean kubeletNeverRan() {
        return !Files.exists(paths.checkpoint())
                && !Files.exists(paths.registration())
                && !Files.exists(paths.podResources());
    }
}
