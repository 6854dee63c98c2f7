package io.keelson.plugin.pool;

import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A pool at one moment: its terms and the devices assigned to it, each once. */
public final class PoolView {
    private final PoolTerms terms;
    private final List<Assigned> devices;
    private final Map<String, Assigned> byId = new HashMap<>();

    public PoolView(PoolTerms terms, List<Assigned> devices) {
        this.terms = terms;
        this.devices = List.copyOf(devices);
        devices.forEach(d -> byId.put(d.id(), d));
    }

    /** How its devices are handed out. */
    public PoolTerms terms() {
        return terms;
    }

    /** All of them, healthy or not. */
    public List<Assigned> devices() {
        return devices;
    }

    /** What kubelet is to be told: every device, healthy or not. */
    public Offer offer() {
        return new Offer(devices.stream()
                .map(d -> new Offered(d.device().deviceId(), d.unhealthy(), numa(d)))
                .toList());
    }

    /** The nodes a container gets with each device, by id; without those that cannot be handed out now. */
    public SortedMap<String, List<DeviceNode>> nodes(NodeCheck check) {
        SortedMap<String, List<DeviceNode>> nodes = new TreeMap<>();
        for (Assigned device : devices) {
            try {
                nodes.put(device.id(), device.grant(terms, check).nodes());
            } catch (HostException e) {
                // An Allocate of this one is refused too, and says why.
                nodes.remove(device.id());
            }
        }
        return nodes;
    }

    /** The device with this id, as kubelet spells it. */
    Optional<Assigned> device(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The NUMA node, where it is told. */
    Optional<NumaNode> numa(Assigned device) {
        return terms.numa() ? device.device().numaNode() : Optional.empty();
    }

    /** How many devices each PF, or other function, has here. */
    Map<PciAddress, Integer> perPf() {
        return devices.stream().collect(Collectors.toMap(d -> d.device().wire(), d -> 1, Integer::sum));
    }
}
