package io.keelson.plugin.kubelet;

import io.keelson.vf.model.DeviceId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What kubelet recorded, of every pod and every resource, ours or not. */
public record Entries(List<Entry> all) {
    public Entries {
        all = List.copyOf(all);
    }

    /** One container's devices of one resource. */
    public record Entry(String podUid, String container, String resource, Set<String> devices) {
        public Entry {
            devices = Set.copyOf(devices);
        }
    }

    /** The resources under which each device was allocated, whoever did. */
    public Map<DeviceId, Set<String>> resources() {
        Map<DeviceId, Set<String>> resources = new TreeMap<>(DeviceId.ORDER);
        for (Entry entry : all) {
            entry.devices().stream()
                    .map(DeviceId::parse)
                    .flatMap(Optional::stream)
                    .forEach(device -> resources
                            .computeIfAbsent(device, d -> new TreeSet<>())
                            .add(entry.resource()));
        }
        return resources;
    }

    /** Every device some pod has whose id could be one of ours, whoever allocated it. */
    public Set<DeviceId> devices() {
        return all.stream()
                .flatMap(e -> e.devices().stream())
                .map(DeviceId::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
