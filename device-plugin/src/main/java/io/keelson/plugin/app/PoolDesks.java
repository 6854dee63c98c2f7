package io.keelson.plugin.app;

import io.keelson.config.model.Pool;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.health.DeviceHealth;
import io.keelson.plugin.health.Standing;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.Offer;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.pool.Promised;
import io.keelson.vf.HostWriter;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One desk per pool, told after each pass what it has and how healthy that is. */
final class PoolDesks {
    private final HostWriter writer;
    private final Proofs proofs;
    private final PoolDesk.Ports ports;
    private final boolean useCdi;
    private final Map<String, PoolDesk> desks = new LinkedHashMap<>();

    PoolDesks(HostWriter writer, Proofs proofs, PoolDesk.Ports ports, boolean useCdi) {
        this.writer = writer;
        this.proofs = proofs;
        this.ports = ports;
        this.useCdi = useCdi;
    }

    /** Tells every desk; makes those that are not there yet. */
    synchronized void update(List<Pool> pools, PoolAssignment assignment) {
        World world = new World(writer.facts(), writer.ledger(), Uses.UNKNOWN);
        for (Pool pool : pools) {
            PoolView view = view(pool, assignment, world);
            PoolDesk desk = desks.get(pool.where());
            if (desk == null) {
                desks.put(pool.where(), new PoolDesk(view, ports));
            } else {
                tell(pool, desk.update(view));
            }
        }
    }

    synchronized List<PoolDesk> all() {
        return List.copyOf(desks.values());
    }

    /** Sends the list of this resource once more. */
    synchronized void again(String resource) {
        desks.values().stream()
                .filter(desk -> desk.terms().resource().toString().equals(resource))
                .forEach(desk -> desk.board().again());
    }

    private PoolView view(Pool pool, PoolAssignment assignment, World world) {
        List<Assigned> devices = new ArrayList<>();
        for (PoolAssignment.Member member : assignment.members(pool.resource())) {
            world.facts().vf(member.device()).ifPresent(vf -> devices.add(assigned(pool, member, vf, world)));
        }
        return new PoolView(PoolTerms.of(pool, useCdi), devices);
    }

    private Assigned assigned(Pool pool, PoolAssignment.Member member, Vf vf, World world) {
        Standing standing = Standing.of(vf, world.ledger(), proofs.isClean(vf.id()), proofs.stuck(vf.id()));
        Optional<Problem> unhealthy = DeviceHealth.judge(vf, pool.driver(), standing);
        return new Assigned(vf, Promised.of(pool, member.selector(), vf.address()), unhealthy);
    }

    private static void tell(Pool pool, Offer.Diff diff) {
        if (!diff.added().isEmpty()
                || !diff.removed().isEmpty()
                || !diff.changed().isEmpty()) {
            Log.event(
                    "offered list changed: " + diff.added().size() + " added, "
                            + diff.removed().size() + " removed, "
                            + diff.changed().size() + " changed",
                    Key.RESOURCE,
                    pool.resource());
        }
    }
}
