package io.keelson.plugin.testing;

import io.keelson.config.model.Allocation;
import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Gate;
import io.keelson.config.model.ResourceName;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.GrantBook;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.pool.Publication;
import io.keelson.plugin.pool.StartGate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The parts of a pool's desk, with what a test does not care about left usual. */
public final class Desks {
    /** Files that nobody reads. */
    public static final Publication UNPUBLISHED = new Publication() {
        @Override
        public void offered(PoolView pool) {}

        @Override
        public void withdrawn(PoolTerms pool) {}

        @Override
        public void granted(PoolView pool, List<Assigned> devices) {}
    };

    private Desks() {}

    /** Terms of a pool that spreads. */
    public static PoolTerms terms(
            ResourceName resource, DriverChoice driver, Gate gate, boolean attaches, boolean numa) {
        return new PoolTerms(resource, driver, Allocation.SPREAD, gate, attaches, numa, Optional.empty());
    }

    /** As {@link #ports(GrantBook, StartGate, NodeCheck, Clock)}, with files. */
    public static PoolDesk.Ports ports(
            GrantBook grants, StartGate gate, NodeCheck nodes, Publication files, Clock clock) {
        return new PoolDesk.Ports(grants, gate, nodes, vf -> true, files, clock);
    }

    /** A world in which every device is at rest. */
    public static PoolDesk.Ports ports(GrantBook grants, StartGate gate, NodeCheck nodes, Clock clock) {
        return ports(grants, gate, nodes, UNPUBLISHED, clock);
    }
}
