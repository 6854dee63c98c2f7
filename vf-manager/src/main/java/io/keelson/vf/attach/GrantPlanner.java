package io.keelson.vf.attach;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.PciAddress;
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
 * @param over whether the grant's holder is gone
 * @param rebind unbind and probe in any case, which takes hardware state along; such a plan proves nothing
 */
public record GrantPlanner(Grant grant, boolean over, boolean rebind) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        PciAddress address = grant.vf().address();
        Optional<Vf> vf = world.facts().vf(address);
        boolean owned = vf.flatMap(v -> world.ledger().owner(v.id())).isPresent();
        if (owned || !grant.equals(world.ledger().grants().get(address))) {
            return plan(world, List.of(), List.of());
        }
        if (vf.isEmpty()) {
            return gone(world);
        }
        Lookup.refuseWhileOpen(world, vf.get());
        refuseWhileAway(vf.get());
        List<Step> steps = rebind
                ? ReleasePlanner.rebound(vf.get(), Lookup.baseline(world, vf.get()))
                : CleanPlanner.steps(world, vf.get(), Lookup.baseline(world, vf.get()));
        return plan(world, steps, over && steps.isEmpty() ? ended() : List.of());
    }

    @Override
    public boolean needsSettings() {
        return true;
    }

    private Plan gone(World world) throws Refusal {
        if (!over) {
            throw new Refusal(Lookup.noSuchVf(grant.vf().address()));
        }
        return plan(world, List.of(), ended());
    }

    private List<LedgerChange> ended() {
        return List.of(new LedgerChange.GrantEnded(grant.vf().address(), grant.since()));
    }

    private static Plan plan(World world, List<Step> steps, List<LedgerChange> commit) {
        return new Plan(world.facts().generation(), "grant", steps, List.of(), commit, List.of());
    }

    private static void refuseWhileAway(Vf vf) throws Refusal {
        if (vf.netdevIsAway()) {
            throw new Refusal(Problem.of(
                    Code.VF_NETDEV_MISSING,
                    Subject.of(vf.address()),
                    "granted, and its netdev is in another network namespace",
                    "it is taken back when that namespace is gone"));
        }
    }
}
