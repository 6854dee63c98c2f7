package io.keelson.plugin.kubelet;

import io.keelson.vf.model.PciAddress;
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

    /** The resources under which each PCI device was allocated, whoever did. */
    public Map<PciAddress, Set<String>> resources() {
        Map<PciAddress, Set<String>> resources = new TreeMap<>();
        for (Entry entry : all) {
            entry.devices().stream()
                    .map(PciAddress::parse)
                    .flatMap(Optional::stream)
                    .forEach(device -> resources
                            .computeIfAbsent(device, d -> new TreeSet<>())
                            .add(entry.resource()));
        }
        return resources;
    }

    /** Every PCI device some pod has, whoever allocated it. */
    public Set<PciAddress> pciDevices() {
        return all.stream()
                .flatMap(e -> e.devices().stream())
                .map(PciAddress::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
