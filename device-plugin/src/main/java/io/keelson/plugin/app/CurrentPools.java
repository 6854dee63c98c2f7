package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.attach.Offers;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Snapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Which pool owns which device, as of the last pass; swapped whole. */
final class CurrentPools implements Offers {
    private final Supplier<Intent> intent;
    private final Supplier<Ledger> ledger;
    private volatile Made made;

    private record From(Intent intent, Snapshot facts, Map<DeviceId, ResourceName> held) {}

    private record Made(From from, PoolAssignment assignment) {
        static Made of(From from) {
            return new Made(
                    from,
                    PoolAssignment.of(from.intent(), from.facts()).keeping(from.held(), from.intent(), from.facts()));
        }
    }

    CurrentPools(Supplier<Intent> intent, Supplier<Ledger> ledger, Snapshot facts) {
        this.intent = intent;
        this.ledger = ledger;
        this.made = Made.of(from(facts));
    }

    private From from(Snapshot facts) {
        return new From(intent.get(), facts, CurrentIntent.held(ledger.get()));
    }

    /** The assignment of this snapshot, which is the current one from now on. */
    PoolAssignment assign(Snapshot facts) {
        From from = from(facts);
        if (!made.from().equals(from)) {
            made = Made.of(from);
        }
        return made.assignment();
    }

    @Override
    public Optional<Pool> poolOf(DeviceId device) {
        return made.assignment().pool(device);
    }

    @Override
    public List<Pool> pools() {
        return intent.get().pools();
    }
}
