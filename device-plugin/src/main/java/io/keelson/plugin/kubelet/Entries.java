package io.keelson.plugin.kubelet;

import io.keelson.vf.model.PciAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /** Every PCI device some pod has, whoever allocated it. */
    public Set<PciAddress> pciDevices() {
        return all.stream()
                .flatMap(e -> e.devices().stream())
                .map(PciAddress::parse)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }
}
