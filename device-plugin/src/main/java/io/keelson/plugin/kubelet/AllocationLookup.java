package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Which devices a pod was given, never guessed: kubelet's checkpoint (by UID) and PodResources (by namespace and name) must
 * name the same set for each container and resource of ours. What only an init container has, PodResources cannot know.
 *
 * <p>The checkpoint is written before a pod is admitted, so a pod it does not know has nothing, and nobody else is asked.
 */
public final class AllocationLookup {
    private final Checkpoint checkpoint;
    private final PodResources podResources;
    private final Supplier<Set<ResourceName>> ours;

    /** With the resources that are ours now. */
    public AllocationLookup(Checkpoint checkpoint, PodResources podResources, Supplier<Set<ResourceName>> ours) {
        this.checkpoint = checkpoint;
        this.podResources = podResources;
        this.ours = ours;
    }

    /**
     * What the pod has. Fails with {@code ALLOCATION_UNKNOWN} where one record is not there yet or the pod's UID was not
     * told, {@code ALLOCATION_AMBIGUOUS} where the two differ, {@code CHECKPOINT_UNREADABLE}, {@code KUBELET_SOCKET_MISSING}
     * or {@code KUBELET_REFUSED}.
     */
    public PodAllocation find(PodRef pod, Deadline until) throws HostException {
        if (pod.uid().isEmpty()) {
            throw fail(
                    Code.ALLOCATION_UNKNOWN,
                    pod,
                    "its UID was not told, and names are used again",
                    "use a runtime that passes K8S_POD_UID in CNI_ARGS");
        }
        Map<Place, Set<String>> recorded = new HashMap<>();
        Map<String, ResourceName> names = names();
        for (Entries.Entry entry : checkpoint.read().all()) {
            if (entry.podUid().equals(pod.uid())
                    && names.containsKey(entry.resource())
                    && !entry.devices().isEmpty()) {
                recorded.computeIfAbsent(new Place(entry.container(), entry.resource()), p -> new HashSet<>())
                        .addAll(entry.devices());
            }
        }
        return recorded.isEmpty() ? PodAllocation.NONE : agree(pod, names, recorded, podResources.list(until));
    }

    /** A container and a resource of it. */
    private record Place(String container, String resource) {}

    private static PodAllocation agree(
            PodRef pod, Map<String, ResourceName> names, Map<Place, Set<String>> recorded, List<PodDevices> pods)
            throws HostException {
        PodDevices told = only(pod, pods);
        Map<Place, Set<String>> claimed = new HashMap<>();
        told.containers()
                .forEach((container, resources) -> resources.forEach((resource, devices) -> {
                    if (names.containsKey(resource) && !devices.isEmpty()) {
                        claimed.put(new Place(container, resource), devices);
                    }
                }));
        Map<Place, Set<String>> ofContainers = new HashMap<>(recorded);
        ofContainers.keySet().removeIf(place -> !told.containers().containsKey(place.container()));
        if (!ofContainers.equals(claimed)) {
            throw disagree(pod, ofContainers, claimed);
        }
        Map<Place, Set<String>> ofInit = new HashMap<>(recorded);
        ofInit.keySet().removeAll(ofContainers.keySet());
        SortedMap<ResourceName, SortedSet<PciAddress>> agreed = byResource(pod, names, ofContainers);
        SortedMap<ResourceName, SortedSet<PciAddress>> initOnly = byResource(pod, names, ofInit);
        agreed.forEach(
                (name, devices) -> initOnly.getOrDefault(name, new TreeSet<>()).removeAll(devices));
        initOnly.values().removeIf(Set::isEmpty);
        return new PodAllocation(agreed, initOnly);
    }

    private static PodDevices only(PodRef pod, List<PodDevices> pods) throws HostException {
        List<PodDevices> same = pods.stream()
                .filter(p -> p.namespace().equals(pod.namespace()) && p.name().equals(pod.name()))
                .toList();
        if (same.isEmpty() || same.get(0).containers().isEmpty()) {
            throw fail(
                    Code.ALLOCATION_UNKNOWN,
                    pod,
                    "kubelet's PodResources does not list it yet",
                    "it is worth another try");
        }
        if (same.size() > 1) {
            throw fail(
                    Code.ALLOCATION_AMBIGUOUS,
                    pod,
                    "kubelet's PodResources lists it " + same.size() + " times",
                    "wait until the pod of the same name before it is gone");
        }
        return same.get(0);
    }

    private static HostException disagree(
            PodRef pod, Map<Place, Set<String>> recorded, Map<Place, Set<String>> claimed) {
        boolean lags = recorded.entrySet().containsAll(claimed.entrySet());
        return lags
                ? fail(
                        Code.ALLOCATION_UNKNOWN,
                        pod,
                        "kubelet's PodResources does not tell all its devices yet",
                        "it is worth another try")
                : fail(
                        Code.ALLOCATION_AMBIGUOUS,
                        pod,
                        "kubelet's checkpoint says " + recorded + ", its PodResources " + claimed,
                        "wait until the pod of the same name before it is gone");
    }

    private static SortedMap<ResourceName, SortedSet<PciAddress>> byResource(
            PodRef pod, Map<String, ResourceName> names, Map<Place, Set<String>> places) throws HostException {
        SortedMap<ResourceName, SortedSet<PciAddress>> result = new TreeMap<>();
        for (Map.Entry<Place, Set<String>> place : places.entrySet()) {
            ResourceName name = names.get(place.getKey().resource());
            for (String id : place.getValue()) {
                PciAddress device = PciAddress.parse(id)
                        .orElseThrow(() -> fail(
                                Code.ALLOCATION_AMBIGUOUS,
                                pod,
                                "was given '" + id + "' as " + name + ", which is no PCI address",
                                "delete the pod, another plugin had this resource"));
                result.computeIfAbsent(name, n -> new TreeSet<>()).add(device);
            }
        }
        return result;
    }

    private Map<String, ResourceName> names() {
        Map<String, ResourceName> names = new HashMap<>();
        ours.get().forEach(name -> names.put(name.toString(), name));
        return names;
    }

    private static HostException fail(Code code, PodRef pod, String detail, String hint) {
        return new HostException(Problem.of(code, new Subject(pod.toString()), detail, hint));
    }
}
