package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.Refusal;
import java.util.List;
import java.util.Optional;

/** Makes an owner of a free VF, before IPAM and the kernel are touched: a plan without steps. */
public record Reservation(PciAddress address, Owner owner) implements Planner {
    @Override
    public Plan plan(World world) throws Refusal {
        Vf vf = Lookup.vf(world, address);
        Optional<Owner> holder = world.ledger().owner(vf.id());
        if (holder.isPresent()) {
            throw new Refusal(held(holder.get()));
        }
        if (vf.netdevIsAway()) {
            throw new Refusal(away());
        }
        return new Plan(world.facts().generation(), "reserve", List.of(), List.of(), changes(world, vf), List.of());
    }

    /** The baseline is declared, whole, while the VF is free: seen later it would be the tenant's. */
    private List<LedgerChange> changes(World world, Vf vf) {
        LedgerChange owned = new LedgerChange.OwnerSet(vf.id(), owner);
        Baseline whole = Baselines.completed(Lookup.baseline(world, vf), vf);
        return whole.equals(world.ledger().baselines().get(address))
                ? List.of(owned)
                : List.of(new LedgerChange.BaselineDeclared(address, whole), owned);
    }

    /** The asker itself holds it when it is attached, when the same request is under way twice, or was not undone yet. */
    private Problem held(Owner holder) {
        return Problem.of(
                Code.DEVICE_HELD,
                Subject.of(address),
                "asked for by pod " + owner.pod() + " (" + owner.key() + "), held by pod " + holder.pod() + " ("
                        + holder.key() + ", " + holder.phase() + ")",
                "wait until the sandbox that holds it is removed");
    }

    private Problem away() {
        return Problem.of(
                Code.VF_IN_USE,
                Subject.of(address),
                "its netdev is in a network namespace we did not move it to",
                "another program attached it: see 'keelson doctor'");
    }
}
