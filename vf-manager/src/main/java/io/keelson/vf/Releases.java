package io.keelson.vf;

import io.keelson.vf.attach.CleanPlanner;
import io.keelson.vf.attach.Freeing;
import io.keelson.vf.attach.GrantPlanner;
import io.keelson.vf.attach.ReleasePlanner;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import java.util.List;

/**
 * Takes VFs back: home, clean, proven clean, then free. The two halves are apart because addresses are given back between
 * them, outside the lane.
 */
public final class Releases {
    /** A new probe, a name to wait under, the name itself, and the proof. */
    private static final int ROUNDS = 4;

    private final HostWriter writer;

    public Releases(HostWriter writer) {
        this.writer = writer;
    }

    /**
     * Brings the VF home and onto its baseline; {@code Applied} when nothing is left to clean. Idempotent.
     *
     * <p>A netdev to which a tenant gave an altname that the host has too cannot move home: then a new probe brings it.
     */
    public Outcome bringHome(Vf vf, OwnerKey owner, boolean sandboxAlive, boolean strong, Deadline until) {
        ReleasePlanner release = new ReleasePlanner(vf.address(), owner, sandboxAlive, strong);
        Outcome outcome = writer.achieve(release, lane(vf), until);
        if (!strong && isNameTaken(outcome)) {
            return bringHome(vf, owner, sandboxAlive, true, until);
        }
        return outcome instanceof Outcome.Applied && stillOwned(vf, owner) ? clean(vf, until) : outcome;
    }

    private static boolean isNameTaken(Outcome outcome) {
        return outcome.failure()
                .map(Problem::code)
                .filter(Code.INTERFACE_EXISTS::equals)
                .isPresent();
    }

    /** Cleans a VF nobody uses; {@code Applied} with an empty plan is the proof. */
    public Outcome clean(Vf vf, Deadline until) {
        return untilClean(new CleanPlanner(vf.address()), lane(vf), until);
    }

    /**
     * Cleans a granted VF that no sandbox claimed, for the container that is about to start; {@code Applied} with an empty
     * plan is the proof.
     *
     * @param strong whether to rebind it before
     */
    public Outcome cleanGranted(Vf vf, Grant grant, boolean strong, Deadline until) {
        return granted(grant, false, strong, lane(vf), until);
    }

    /** Cleans the VF of a grant whose holder is gone, and then writes that the grant is over; {@code Applied} when it is. */
    public Outcome endGrant(Grant grant, boolean strong, Deadline until) {
        List<Lane> lane = writer.facts().vf(grant.device()).map(Releases::lane).orElse(List.of());
        return granted(grant, true, strong && !lane.isEmpty(), lane, until);
    }

    private Outcome granted(Grant grant, boolean over, boolean strong, List<Lane> lane, Deadline until) {
        if (strong) {
            Outcome rebound = writer.achieve(new GrantPlanner(grant, over, true), lane, until);
            if (rebound.failure().isPresent()) {
                return rebound;
            }
        }
        return untilClean(new GrantPlanner(grant, over, false), lane, until);
    }

    private Outcome untilClean(Planner planner, List<Lane> lane, Deadline until) {
        Outcome outcome = writer.achieve(planner, lane, until);
        for (int i = 1; i < ROUNDS && changedSomething(outcome); i++) {
            outcome = writer.achieve(planner, lane, until);
        }
        return outcome;
    }

    private static boolean changedSomething(Outcome outcome) {
        return outcome instanceof Outcome.Applied applied
                && !applied.plan().steps().isEmpty();
    }

    /** Ends the ownership of a VF that is clean. */
    public Outcome free(Vf vf, OwnerKey owner, Deadline until) {
        return writer.achieve(new Freeing(vf.address(), owner), lane(vf), until);
    }

    /** Ends the ownership of a VF that does not exist any more. */
    public Outcome forget(VfId vf, OwnerKey owner, Deadline until) {
        Plan forgotten =
                new Plan(0, "forget", List.of(), List.of(), List.of(new LedgerChange.OwnerFreed(vf, owner)), List.of());
        return writer.achieve(world -> forgotten, List.of(), until);
    }

    private boolean stillOwned(Vf vf, OwnerKey owner) {
        return writer.ledger().owner(vf.id()).filter(o -> o.key().equals(owner)).isPresent();
    }

    private static List<Lane> lane(Vf vf) {
        return List.of(new Lane.OneVf(vf.pf(), vf.address()));
    }
}
