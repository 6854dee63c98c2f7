package io.keelson.config.plan;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Disruption;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.Refusal;
import java.util.List;
import java.util.Optional;

/**
 * Plans one PF and its VFs as the Intent has them: link up, MTU, no autoprobe, VF count; then each VF nobody uses: baseline,
 * driver, MTU. A VF in use is left alone. What would remove a VF in use is refused, with every reason.
 */
public final class PfPlanner implements Planner {
    private final Intent intent;
    private final Optional<Nic> nic;
    private final PciAddress address;

    PfPlanner(Intent intent, Optional<Nic> nic, PciAddress address) {
        this.intent = intent;
        this.nic = nic;
        this.address = address;
    }

    /** The plan; empty of steps when all is as it should be. */
    @Override
    public Plan plan(World world) throws Refusal {
        PfDraft draft = draft(world);
        if (!draft.refusals().isEmpty()) {
            throw new Refusal(draft.refusals());
        }
        return draft.plan();
    }

    /** Whom it would hurt to make everything so at once: VFs in use that would have to be removed, rebound or disturbed. */
    public List<Disruption> disruptions(World world) throws Refusal {
        return draft(world).disruptions();
    }

    /** What {@link #plan} leaves undone because a VF is in use: to be planned again when it is given back. */
    public List<Problem> postponed(World world) throws Refusal {
        return draft(world).postponed();
    }

    private PfDraft draft(World world) throws Refusal {
        Pf pf = world.facts()
                .pf(address)
                .orElseThrow(() -> new Refusal(Problem.of(
                        Code.PF_NOT_FOUND,
                        Subject.of(address),
                        "the PF is gone",
                        "run 'keelson inventory': was the NIC removed, or its driver?")));
        return PfDraft.of(intent, nic, pf, world);
    }
}
