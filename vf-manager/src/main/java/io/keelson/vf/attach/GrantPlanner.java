package io.keelson.vf.attach;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.Step;
import java.util.List;
import java.util.Optional;

/**
 * A granted VF that no sandbox claimed, as vfio without CNI has it: clean before its container starts, and clean again when
 * the grant is over. A plan without steps is the proof, and only that plan ends the grant. Where the ledger has another grant
 * by now, or an owner, there is nothing to do. Refuses while somebody has the group open, and while a netdev is away.
 *
 * <p>What is no VF has no PF that could set it back, and no clean state declared: its grant just ends.
 *
 * @param over whether the grant's holder is gone
 * @param rebind unbind and probe in any case, which takes hardware state along; such a plan proves nothing
 */
public record GrantPlanner(Grant grant, boolean over, boolean rebind) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Optional<Device> device = world.facts().device(grant.device());
        boolean owned = world.facts()
                .vf(grant.device())
                .flatMap(vf -> world.ledger().owner(vf.id()))
                .isPresent();
        if (owned || !grant.equals(world.ledger().grants().get(grant.device()))) {
            return plan(world, List.of(), List.of());
        }
        if (device.isEmpty()) {
            return gone(world);
        }
        Lookup.refuseWhileOpen(world, device.get());
        refuseWhileAway(device.get());
        List<Step> steps = device.get() instanceof Vf vf ? steps(world, vf) : List.of();
        return plan(world, steps, over && steps.isEmpty() ? ended() : List.of());
    }

    @Override
    public boolean needsSettings() {
        return true;
    }

    private List<Step> steps(World world, Vf vf) throws Refusal {
        return rebind
                ? ReleasePlanner.rebound(vf, Lookup.baseline(world, vf))
                : CleanPlanner.steps(world, vf, Lookup.baseline(world, vf));
    }

    private Plan gone(World world) throws Refusal {
        if (!over) {
            throw new Refusal(Lookup.noSuchVf(grant.device()));
        }
        return plan(world, List.of(), ended());
    }

    private List<LedgerChange> ended() {
        return List.of(new LedgerChange.GrantEnded(grant.device(), grant.since()));
    }

    private static Plan plan(World world, List<Step> steps, List<LedgerChange> commit) {
        return new Plan(world.facts().generation(), "grant", steps, List.of(), commit, List.of());
    }

    private static void refuseWhileAway(Device device) throws Refusal {
        if (device.netdevIsAway()) {
            throw new Refusal(Problem.of(
                    Code.VF_NETDEV_MISSING,
                    Subject.of(device.deviceId()),
                    "granted, and its netdev is in another network namespace",
                    "it is taken back when that namespace is gone"));
        }
    }
}
