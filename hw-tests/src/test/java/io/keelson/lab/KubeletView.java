package io.keelson.lab;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.keelson.lab.node.Node;
import io.keelson.proto.podresources.ContainerDevices;
import io.keelson.proto.podresources.ListPodResourcesResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What kubelet itself says of devices: the lists it took, by its log, and who has what, by its PodResources service. */
record KubeletView(Guest guest) {
    private static final String LISTS =
            "grep 'Processed device updates for resource\" resourceName=\"RESOURCE\"'" + " /var/log/kubelet.log";

    /** A gRPC call without arguments; what is answered is one message behind a frame's five bytes. */
    private static final String CALL = "printf '\\0\\0\\0\\0\\0' | curl -fsS --http2-prior-knowledge"
            + " --unix-socket /var/lib/kubelet/pod-resources/kubelet.sock -H 'content-type: application/grpc'"
            + " -H 'te: trailers' --data-binary @- http://localhost/v1.PodResourcesLister/METHOD | tail -c +6 | base64";

    /** The number of {@code devices} in AllocatableResourcesResponse. */
    private static final int DEVICES = 1;

    /** Waits until the newest list that kubelet took of this resource has so many devices, so many of them healthy. */
    void awaitDevices(String resource, int total, int healthy) {
        guest.await(
                "kubelet to have " + total + " devices of " + resource + ", " + healthy + " healthy",
                Node.PATIENCE,
                LISTS.replace("RESOURCE", resource) + " | tail -n 1 | grep -q ' totalCount=" + total + " healthyCount="
                        + healthy + "$'");
    }

    /** The same of a list after so many others. */
    void awaitDevicesAfter(long lists, String resource, int total, int healthy) {
        String taken = LISTS.replace("RESOURCE", resource);
        guest.await("a list of " + resource, Node.PATIENCE, "[ $(" + taken + " | wc -l) -gt " + lists + " ]");
        awaitDevices(resource, total, healthy);
    }

    /** Waits until kubelet took such a list, the newest or not, after so many others. */
    void awaitOneAfter(long lists, String resource, int total, int healthy) {
        guest.await(
                "kubelet to have been told " + total + " devices of " + resource + ", " + healthy + " healthy",
                Node.PATIENCE,
                LISTS.replace("RESOURCE", resource) + " | tail -n +" + (lists + 1) + " | grep -q ' totalCount=" + total
                        + " healthyCount=" + healthy + "$'");
    }

    /** How many lists of this resource kubelet took. */
    long lists(String resource) {
        return guest.exec(LISTS.replace("RESOURCE", resource)).out().lines().count();
    }

    /** The healthy devices of every resource that has some. */
    Map<String, NavigableSet<String>> allocatable() {
        Map<String, NavigableSet<String>> all = new TreeMap<>();
        CodedInputStream answer = CodedInputStream.newInstance(call("GetAllocatableResources"));
        try {
            for (int tag = answer.readTag(); tag != 0; tag = answer.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) != DEVICES) {
                    answer.skipField(tag);
                    continue;
                }
                ContainerDevices devices = ContainerDevices.parseFrom(answer.readBytes());
                all.computeIfAbsent(devices.getResourceName(), r -> new TreeSet<>())
                        .addAll(devices.getDeviceIdsList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** The healthy devices of this resource. */
    NavigableSet<String> allocatable(String resource) {
        return allocatable().getOrDefault(resource, new TreeSet<>());
    }

    /** What the pod of this name has. */
    NavigableSet<String> of(String pod) {
        return allocated().getOrDefault("default/" + pod + "-lab", new TreeSet<>());
    }

    /** Who has what: devices by {@code namespace/pod}, in all its containers. */
    Map<String, NavigableSet<String>> allocated() {
        Map<String, NavigableSet<String>> all = new TreeMap<>();
        pods().getPodResourcesList().forEach(pod -> {
            NavigableSet<String> devices = new TreeSet<>();
            pod.getContainersList().stream()
                    .flatMap(c -> c.getDevicesList().stream())
                    .map(ContainerDevices::getDeviceIdsList)
                    .forEach(devices::addAll);
            if (!devices.isEmpty()) {
                all.put(pod.getNamespace() + "/" + pod.getName(), devices);
            }
        });
        return all;
    }

    private ListPodResourcesResponse pods() {
        try {
            return ListPodResourcesResponse.parseFrom(call("List"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] call(String method) {
        return Base64.getMimeDecoder().decode(guest.run(CALL.replace("METHOD", method)));
    }
}
