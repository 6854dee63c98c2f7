package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
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
 * Ends an ownership, once the VF is proven clean and its addresses are given back: a plan without steps. While the VF is
 * not clean it refuses, so that a dirty VF is never handed out.
 */
public record Freeing(PciAddress address, OwnerKey owner) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Optional<Vf> found = world.facts().vf(address);
        Optional<Owner> holder = found.flatMap(v -> world.ledger().owner(v.id()));
        if (holder.isEmpty() || !holder.get().key().equals(owner)) {
            return plan(world, List.of());
        }
        Vf vf = found.orElseThrow();
        Baseline baseline = Lookup.baseline(world, vf);
        List<Step> dirt = CleanPlanner.steps(world, vf, baseline);
        if (!dirt.isEmpty()
                || !CleanPlanner.isNamed(vf, baseline)
                || (CleanPlanner.needsNetdev(vf.driver()) && vf.netdev().isEmpty())) {
            throw new Refusal(notClean(vf, dirt));
        }
        return plan(world, List.of(new LedgerChange.OwnerFreed(vf.id(), owner)));
    }

    private static Plan plan(World world, List<LedgerChange> commit) {
        return new Plan(world.facts().generation(), "free", List.of(), List.of(), commit, List.of());
    }

    private Problem notClean(Vf vf, List<Step> dirt) {
        String what;
        if (!dirt.isEmpty()) {
            what = "not on its baseline: " + dirt.get(0).describe();
        } else if (vf.netdev().isPresent()) {
            what = "another netdev has its name; it waits as "
                    + vf.netdev().get().name();
        } else {
            what = "its netdev is not back on the host";
        }
        return Problem.of(Code.NOT_VERIFIED, Subject.of(address), what, "the agent goes on cleaning it");
    }
}
