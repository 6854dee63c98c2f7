package io.keelson.plugin.app;

import io.keelson.config.model.LinkCare;
import io.keelson.config.model.Pool;
import io.keelson.dpdk.grant.Extras;
import io.keelson.plugin.health.DeviceHealth;
import io.keelson.plugin.health.PciErrors;
import io.keelson.plugin.health.PfLinks;
import io.keelson.plugin.health.Standing;
import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.vf.Moved;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What stands against each device of a pool: facts of the moment, and what links and PCI errors did over time. */
final class Healths {
    private final Proofs proofs;
    private final NodeCheck nodes;
    private final LongSupplier nanoClock;
    private final PfLinks links = new PfLinks();
    private final PciErrors errors = new PciErrors();

    Healths(Proofs proofs, NodeCheck nodes, LongSupplier nanoClock) {
        this.proofs = proofs;
        this.nodes = nodes;
        this.nanoClock = nanoClock;
    }

    /** @param moved what the kernel said since the last look */
    void look(World world, Moved moved) {
        links.look(world.facts(), nanoClock.getAsLong());
        errors.hear(moved.online());
        errors.look(world.facts());
    }

    /** Whether a look is due within a second though nothing on the host moves. */
    boolean settling() {
        return links.settling();
    }

    /** The device with what stands against it. The link and its nodes do not count against one that a pod holds. */
    Assigned judge(Pool pool, PoolTerms terms, Extras extras, Device device, World world) {
        boolean held = device instanceof Vf vf
                ? standing(vf, world).held()
                : world.ledger().grants().containsKey(device.deviceId());
        Optional<Problem> unhealthy = errors.against(device)
                .or(() -> device instanceof Vf vf && proofs.wanted()
                        ? DeviceHealth.judge(vf, pool.driver(), standing(vf, world))
                        : DeviceHealth.judgeUnkept(device, pool.driver(), held));
        Assigned assigned = new Assigned(device, extras, unhealthy);
        return held
                ? assigned
                : assigned.orUnhealthy(() -> link(pool, device)).orUnhealthy(() -> assigned.refusal(terms, nodes));
    }

    private Optional<Problem> link(Pool pool, Device device) {
        return pool.link() == LinkCare.FOLLOW ? links.against(device.wire()) : Optional.empty();
    }

    private Standing standing(Vf vf, World world) {
        return Standing.of(vf, world.ledger(), proofs.isClean(vf.id()), proofs.stuck(vf.id()));
    }
}
