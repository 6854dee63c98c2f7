package io.keelson.plugin.kubelet;

import io.keelson.vf.model.DeviceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One pod's devices as PodResources tells them: by name, without UID, without init containers.
 *
 * @param containers container name to resource name to device ids; a container without devices is there too
 */
public record PodDevices(String namespace, String name, Map<String, Map<String, Set<String>>> containers) {
    public PodDevices {
        containers = Map.copyOf(containers);
    }

    /** Every device one of these pods has whose id could be one of ours, whoever allocated it. */
    public static Set<DeviceId> devices(List<PodDevices> pods) {
        return pods.stream()
                .flatMap(pod -> pod.containers().values().stream())
                .flatMap(resources -> resources.values().stream())
                .flatMap(Set::stream)
                .map(DeviceId::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
