package io.keelson.vf;

import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.step.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * After a crash nothing is resumed, it is planned again: an attach that was not committed is undone, one that was stays if
 * its sandbox lives, and everything else is taken back. The same is asked whenever a sandbox may have died.
 */
public final class Recovery {
    private final HostWriter writer;
    private final Releases releases;
    private final Sandboxes sandboxes;
    private final GiveBack giveBack;

    /** Gives back what an owner had from elsewhere, its addresses, once its VF is clean; may be called again. */
    @FunctionalInterface
    public interface GiveBack {
        /** Fails with {@code IPAM_FAILED}, and then the VF stays in RELEASING and is tried again. */
        void addressesOf(Owner owner) throws HostException;
    }

    public Recovery(HostWriter writer, Releases releases, Sandboxes sandboxes, GiveBack giveBack) {
        this.writer = writer;
        this.releases = releases;
        this.sandboxes = sandboxes;
        this.giveBack = giveBack;
    }

    /** At start: takes back every VF whose owner is gone or was never attached; what could not be, is told. */
    public List<Problem> atStart(Function<PciAddress, Boolean> strong, Deadline until) {
        return takeBack(
                vf -> true, owner -> owner.phase() != OwnerPhase.ATTACHED || !sandboxes.alive(owner), strong, until);
    }

    /**
     * While running: takes back the VFs of attached owners whose sandbox died, and goes on with releases that failed.
     *
     * @param which the VFs to look after
     */
    public List<Problem> ofDeadSandboxes(Predicate<VfId> which, Function<PciAddress, Boolean> strong, Deadline until) {
        return takeBack(which, owner -> owner.phase() != OwnerPhase.RESERVED && !sandboxes.alive(owner), strong, until);
    }

    private List<Problem> takeBack(
            Predicate<VfId> which, Predicate<Owner> gone, Function<PciAddress, Boolean> strong, Deadline until) {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<VfId, Owner> held : writer.ledger().owners().entrySet()) {
            if (which.test(held.getKey()) && gone.test(held.getValue())) {
                takeBack(
                                held.getKey(),
                                held.getValue(),
                                strong.apply(held.getKey().address()),
                                until)
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    /** Takes one VF back from this owner, gives its addresses back, frees it; empty when all of that is done. */
    public Optional<Problem> takeBack(VfId id, Owner owner, boolean strong, Deadline until) {
        Snapshot facts = writer.facts();
        Optional<Vf> vf = facts.vf(id.address()).filter(v -> v.id().equals(id));
        if (vf.isEmpty()) {
            return vanished(id, owner, until);
        }
        Outcome home = releases.bringHome(vf.get(), owner.key(), sandboxes.alive(owner), strong, until);
        return home.failure().isPresent() ? home.failure() : giveBackAndFree(vf.get(), owner, until);
    }

    private Optional<Problem> giveBackAndFree(Vf vf, Owner owner, Deadline until) {
        try {
            giveBack.addressesOf(owner);
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
        return releases.free(vf, owner.key(), until).failure();
    }

    /** The VF itself is gone: only the addresses are left to give back. */
    private Optional<Problem> vanished(VfId id, Owner owner, Deadline until) {
        try {
            giveBack.addressesOf(owner);
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
        return releases.forget(id, owner.key(), until).failure();
    }
}
