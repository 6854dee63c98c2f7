package io.keelson.vf.sysfs;

import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The functions of the bus at the start of a scan, and how IOMMU groups divide them. Counting the groups' members here costs
 * one readlink a function, which is needed anyway, instead of a listing a group.
 */
final class BusContents {
    private final SysRoot root;
    private final PciBusDir bus;
    private final Map<PciAddress, PciDeviceDir> devices = new TreeMap<>();
    private final Map<PciAddress, IommuGroup> groups = new HashMap<>();
    private final Map<IommuGroup, Integer> sizes = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private boolean stale;

    BusContents(SysRoot root) {
        this.root = root;
        this.bus = new PciBusDir(root);
        try {
            bus.addresses().forEach(this::add);
        } catch (IOException e) {
            Findings findings = new Findings(root, () -> Subject.file(root.shown(bus.devices())));
            findings.unreadable(bus.devices(), e);
            problems.addAll(findings.problems());
        }
    }

    /** All functions, by address. */
    Collection<PciDeviceDir> devices() {
        return devices.values();
    }

    /** The function at this address. One that came after the start makes these contents stale. */
    Optional<PciDeviceDir> find(PciAddress address) {
        PciDeviceDir device = devices.get(address);
        if (device != null) {
            return Optional.of(device);
        }
        stale |= bus.device(address).isPresent();
        return Optional.empty();
    }

    /** Whether a function was asked for that came after the start: begin again. */
    boolean isStale() {
        return stale;
    }

    /** The group of one function, none where there is no IOMMU. */
    Optional<IommuGroup> group(PciAddress function) {
        return Optional.ofNullable(groups.get(function));
    }

    /** How many functions its group has, itself among them; 0 where it has none. */
    int groupSize(PciAddress function) {
        return group(function).map(sizes::get).orElse(0);
    }

    /** What kept functions from being found. */
    List<Problem> problems() {
        return problems;
    }

    private void add(PciAddress address) {
        Findings findings = new Findings(root, address);
        Optional<PciDeviceDir> device = bus.device(address);
        if (device.isPresent()) {
            devices.put(address, device.get());
            device.get().iommuGroup(findings).ifPresent(group -> join(address, group));
        } else {
            bus.whyNot(address, findings);
        }
        problems.addAll(findings.problems());
    }

    private void join(PciAddress address, IommuGroup group) {
        groups.put(address, group);
        sizes.merge(group, 1, Integer::sum);
    }
}
