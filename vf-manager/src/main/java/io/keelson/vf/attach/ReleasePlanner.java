package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.DropAltNames;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.MoveToNetns;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.ProbeDriver;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetLinkUp;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.UnbindDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes one VF back from an owner, wherever it is by now: in the pod, at home under the pod's name because the namespace
 * died, or in a dead namespace somebody still holds open. Compares the owner first: for another one, or a VF that is gone,
 * the plan is empty. The owner stays RELEASING until {@link Freeing}.
 *
 * @param sandboxAlive whether the owner's namespace can still be entered
 * @param strong unbind and probe in any case, which takes hardware state along
 */
public record ReleasePlanner(PciAddress address, OwnerKey owner, boolean sandboxAlive, boolean strong)
        implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Optional<Vf> found = world.facts().vf(address);
        Optional<Owner> holder = found.flatMap(v -> world.ledger().owner(v.id()));
        if (holder.isEmpty() || !holder.get().key().equals(owner)) {
            return new Plan(world.facts().generation(), "release", List.of(), List.of(), List.of(), List.of());
        }
        Vf vf = found.orElseThrow();
        Lookup.refuseWhileOpen(world, vf);
        List<LedgerChange> begin = holder.get().phase() == OwnerPhase.RELEASING
                ? List.of()
                : List.of(new LedgerChange.OwnerSet(vf.id(), holder.get().in(OwnerPhase.RELEASING)));
        List<Step> steps = steps(world, vf, holder.get());
        return new Plan(world.facts().generation(), "release", steps, begin, List.of(), List.of());
    }

    private List<Step> steps(World world, Vf vf, Owner holder) {
        Baseline baseline = Lookup.baseline(world, vf);
        boolean away = vf.netdevIsAway();
        if (strong || (away && !sandboxAlive)) {
            return rebound(vf, baseline);
        }
        return away ? broughtHome(world, vf, holder, baseline) : atHome(world, vf, holder, baseline);
    }

    /**
     * A netdev that came home by itself, when its namespace died, has the names of the tenant still. One that was only
     * reserved never had a tenant, and keeps the names the host gave it.
     */
    private static List<Step> atHome(World world, Vf vf, Owner holder, Baseline baseline) {
        List<Step> steps = new ArrayList<>();
        if (vf.netdev().isPresent() && holder.phase() != OwnerPhase.RESERVED) {
            steps.add(new DropAltNames(LinkRef.onHost(vf.address())));
        }
        steps.addAll(CleanPlanner.steps(world, vf, baseline));
        return steps;
    }

    private static List<Step> broughtHome(World world, Vf vf, Owner holder, Baseline baseline) {
        Netns pod = Netns.at(holder.netns());
        List<Step> steps = new ArrayList<>();
        steps.add(new SetLinkUp(new LinkRef(pod, vf.address()), false));
        steps.add(new DropAltNames(new LinkRef(pod, vf.address())));
        steps.add(new MoveToNetns(
                vf.address(),
                pod,
                Netns.HOST,
                HomeName.of(world, vf, baseline).orElse(HomeName.waiting(vf.address()))));
        if (differs(vf, baseline)) {
            steps.add(new SetVfAttributes(vf.pf(), vf.index(), baseline.settings(), false));
        }
        return steps;
    }

    static List<Step> rebound(Vf vf, Baseline baseline) {
        List<Step> steps = new ArrayList<>();
        steps.add(new UnbindDriver(vf.address()));
        if (differs(vf, baseline)) {
            steps.add(new SetVfAttributes(vf.pf(), vf.index(), baseline.settings(), false));
        }
        steps.add(new ProbeDriver(vf.address(), vf.driver()));
        return steps;
    }

    private static boolean differs(Vf vf, Baseline baseline) {
        return vf.settings().isEmpty()
                || !baseline.settings().differingFrom(vf.settings().get()).isEmpty();
    }
}
