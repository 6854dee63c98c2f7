package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What the operator wants, as of the last configuration that was sound, and pools that were taken out of it while pods still
 * hold their devices: these are served until they are empty, since kubelet would reject a pod whose device nobody lists.
 * Swapped whole; any thread may look.
 */
final class CurrentIntent implements Supplier<Intent> {
    private volatile Intent configured;
    private volatile Intent served;

    CurrentIntent(Intent first) {
        configured = first;
        served = first;
    }

    /** What holds now, retired pools at the end. */
    @Override
    public Intent get() {
        return served;
    }

    /** What the file says, or said when it was last sound. */
    Intent configured() {
        return configured;
    }

    /** Takes over another configuration. */
    void set(Intent next, Ledger ledger) {
        Intent before = served;
        configured = next;
        served = with(next, before.pools(), ledger);
    }

    /** Lets go of retired pools that nobody holds a device of any more; whether there were any. */
    boolean tidy(Ledger ledger) {
        Intent before = served;
        served = with(configured, before.pools(), ledger);
        return !served.equals(before);
    }

    private static Intent with(Intent next, List<Pool> before, Ledger ledger) {
        Map<DeviceId, ResourceName> held = held(ledger);
        List<Pool> pools = new ArrayList<>(next.pools());
        for (Pool old : before) {
            boolean stays = next.pools().stream().anyMatch(p -> p.resource().equals(old.resource()));
            if (!stays && held.containsValue(old.resource())) {
                pools.add(old.retired());
            }
        }
        return new Intent(next.nics(), pools, next.source());
    }

    /** Devices that pods have, by the resource under which kubelet knows them. */
    static Map<DeviceId, ResourceName> held(Ledger ledger) {
        Map<DeviceId, ResourceName> held = new TreeMap<>(DeviceId.ORDER);
        ledger.owners().forEach((vf, owner) -> resource(owner).ifPresent(resource -> held.put(vf.address(), resource)));
        for (Grant grant : ledger.grants().values()) {
            ResourceName.parse(grant.resource()).ifPresent(resource -> held.put(grant.device(), resource));
        }
        return held;
    }

    private static Optional<ResourceName> resource(Owner owner) {
        return owner.resource().flatMap(ResourceName::parse);
    }
}
