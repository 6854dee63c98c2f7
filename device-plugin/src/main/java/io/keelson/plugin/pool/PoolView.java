package io.keelson.plugin.pool;

import io.keelson.vf.model.NumaNode;
import java.util.List;
import java.util.Optional;

/** A pool at one moment: its terms and the devices assigned to it. */
public record PoolView(PoolTerms terms, List<Assigned> devices) {
    public PoolView {
        devices = List.copyOf(devices);
    }

    /** What kubelet is to be told: every device, healthy or not. */
    public Offer offer() {
        return new Offer(devices.stream()
                .map(d -> new Offered(d.vf().address(), d.unhealthy(), numa(d)))
                .toList());
    }

    /** The device with this id, as kubelet spells it. */
    Optional<Assigned> device(String id) {
        return devices.stream()
                .filter(d -> d.vf().address().toString().equals(id))
                .findFirst();
    }

    private Optional<NumaNode> numa(Assigned device) {
        return terms.numa() ? device.vf().numaNode() : Optional.empty();
    }
}
