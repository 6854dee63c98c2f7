package io.keelson.plugin.testing;

import io.keelson.proto.podresources.ContainerDevices;
import io.keelson.proto.podresources.ContainerResources;
import io.keelson.proto.podresources.ListPodResourcesResponse;
import io.keelson.proto.podresources.PodResources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Which container has which devices, as the fake kubelet tells it in its two ways: the checkpoint with UIDs and init
 * containers, PodResources with names and without them. Each may be told to lag behind.
 */
public final class Pods {
    private final List<Held> checkpoint = new ArrayList<>();
    private final List<Held> podResources = new ArrayList<>();

    /** One container of one pod. */
    public record Container(String namespace, String pod, String uid, String name, boolean init) {
        /** The one container {@code app} of a pod in namespace default whose UID is {@code uid-<pod>}. */
        public static Container of(String pod) {
            return new Container("default", pod, "uid-" + pod, "app", false);
        }

        /** An init container of the same pod. */
        public Container init(String initName) {
            return new Container(namespace, pod, uid, initName, true);
        }
    }

    /** A container's devices of one resource; none at all for a container that asked for none. */
    public record Held(Container container, String resource, List<String> devices) {}

    /** Both know of it. */
    public synchronized void add(Held held) {
        addToCheckpoint(held);
        addToPodResources(held);
    }

    /** Only the checkpoint knows of it. */
    public synchronized void addToCheckpoint(Held held) {
        checkpoint.add(held);
    }

    /** Only PodResources knows of it. */
    public synchronized void addToPodResources(Held held) {
        podResources.add(held);
    }

    /** The pod is gone from both. */
    public synchronized void remove(String uid) {
        checkpoint.removeIf(h -> h.container().uid().equals(uid));
        podResources.removeIf(h -> h.container().uid().equals(uid));
    }

    /** The checkpoint file as kubelet writes it. */
    public synchronized String checkpointJson(Map<String, List<String>> registered) {
        String entries = checkpoint.stream()
                .filter(h -> !h.devices().isEmpty())
                .map(Pods::entry)
                .collect(Collectors.joining(","));
        String resources = registered.entrySet().stream()
                .map(e -> "\"" + e.getKey() + "\":" + strings(e.getValue()))
                .collect(Collectors.joining(","));
        return "{\"Data\":{\"PodDeviceEntries\":" + (entries.isEmpty() ? "null" : "[" + entries + "]")
                + ",\"RegisteredDevices\":{" + resources + "}},\"Checksum\":3134593321}";
    }

    private static String entry(Held held) {
        return "{\"PodUID\":\"" + held.container().uid() + "\",\"ContainerName\":\""
                + held.container().name() + "\",\"ResourceName\":\"" + held.resource() + "\",\"DeviceIDs\":{\"0\":"
                + strings(held.devices()) + "},\"AllocResp\":\"CioKEVBDSURFVklDRQ==\"}";
    }

    private static String strings(List<String> texts) {
        return texts.stream().map(t -> "\"" + t + "\"").collect(Collectors.joining(",", "[", "]"));
    }

    /** The answer to List: every pod with every container but its init containers. */
    public synchronized ListPodResourcesResponse list() {
        Map<String, PodResources.Builder> pods = new LinkedHashMap<>();
        Map<Container, ContainerResources.Builder> containers = new LinkedHashMap<>();
        for (Held held : podResources) {
            Container of = held.container();
            PodResources.Builder pod = pods.computeIfAbsent(of.uid(), uid -> PodResources.newBuilder()
                    .setNamespace(of.namespace())
                    .setName(of.pod()));
            if (of.init()) {
                continue;
            }
            ContainerResources.Builder container = containers.computeIfAbsent(
                    of, c -> pod.addContainersBuilder().setName(c.name()));
            if (!held.devices().isEmpty()) {
                container.addDevices(ContainerDevices.newBuilder()
                        .setResourceName(held.resource())
                        .addAllDeviceIds(held.devices()));
            }
        }
        ListPodResourcesResponse.Builder all = ListPodResourcesResponse.newBuilder();
        pods.values().forEach(all::addPodResources);
        return all.build();
    }
}
