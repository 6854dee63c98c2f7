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
    private volatile PoolAssignment assignment;

    CurrentPools(Intent intent, Snapshot facts) {
        this.intent = intent;
        this.assignment = PoolAssignment.of(intent, facts);
    }

    PoolAssignment assign(Snapshot facts) {
        PoolAssignment next = PoolAssignment.of(intent, facts);
        assignment = next;
        return next;
    }

    @Override
    public Optional<Pool> poolOf(PciAddress device) {
        return assignment.pool(device);
    }

    @Override
    public List<Pool> pools() {
        return intent.pools();
    }
}
