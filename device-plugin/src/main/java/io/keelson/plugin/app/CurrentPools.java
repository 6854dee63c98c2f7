package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.attach.Offers;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import java.util.List;
import java.util.Optional;

/** Which pool owns which device, as of the last pass; swapped whole. */
final class CurrentPools implements Offers {
    private final Intent intent;
    private volatile Made made;

    private record Made(Snapshot facts, PoolAssignment assignment) {}

    CurrentPools(Intent intent, Snapshot facts) {
        this.intent = intent;
        this.made = new Made(facts, PoolAssignment.of(intent, facts));
    }

    /** The assignment of this snapshot, which is the current one from now on. */
    PoolAssignment assign(Snapshot facts) {
        Made before = made;
        if (!before.facts().equals(facts)) {
            made = new Made(facts, PoolAssignment.of(intent, facts));
        }
        return made.assignment();
    }

    @Override
    public Optional<Pool> poolOf(PciAddress device) {
        return made.assignment().pool(device);
    }

    @Override
    public List<Pool> pools() {
        return intent.pools();
    }
}
