package io.keelson.plugin.testing;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.GrantBook;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.StartGate;
import java.time.Clock;

/** The parts of a pool's desk, with what a test does not care about left usual. */
public final class Desks {
    private Desks() {}

    /** Terms of a pool that spreads. */
    public static PoolTerms terms(
            ResourceName resource, DriverChoice driver, Gate gate, boolean attaches, boolean numa) {
        return new PoolTerms(resource, driver, Allocation.SPREAD, gate, attaches, numa);
    }

    /** A world in which every device is at rest. */
    public static PoolDesk.Ports ports(GrantBook grants, StartGate gate, NodeCheck nodes, Clock clock) {
        return new PoolDesk.Ports(grants, gate, nodes, vf -> true, clock);
    }
}
