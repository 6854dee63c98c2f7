package io.keelson.vf.journal;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Plan;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** What an agent would write, at random: reservations, attachments, releases, failures, baselines, grants. */
final class Traffic {
    private static final int VFS = 5;

    private final Random random;
    private final Journal journal;
    private int sandboxes;

    Traffic(Random random, Journal journal) {
        this.random = random;
        this.journal = journal;
    }

    /** One or two records. */
    void next() throws HostException {
        int vf = random.nextInt(VFS);
        Optional<Owner> owner = journal.ledger().owner(Samples.vf(vf));
        int dice = random.nextInt(10);
        if (dice == 0) {
            journal.record(Samples.changes("declare", Samples.baseline(vf)));
        } else if (dice == 1) {
            grantOrEnd(vf);
        } else if (owner.isEmpty()) {
            String container = "c" + sandboxes++ + "x" + random.nextInt(1000);
            journal.record(Samples.changes("reserve", Samples.set(vf, container, OwnerPhase.RESERVED)));
        } else if (owner.get().phase() == OwnerPhase.RESERVED) {
            LedgerChange attached = set(vf, owner.get(), OwnerPhase.ATTACHED);
            transaction(Samples.plan("attach", List.of(), List.of(attached)));
        } else {
            LedgerChange releasing = set(vf, owner.get(), OwnerPhase.RELEASING);
            LedgerChange freed =
                    new LedgerChange.OwnerFreed(Samples.vf(vf), owner.get().key());
            transaction(Samples.plan("release", List.of(releasing), List.of(freed)));
        }
    }

    private static LedgerChange set(int vf, Owner owner, OwnerPhase phase) {
        return new LedgerChange.OwnerSet(Samples.vf(vf), owner.in(phase));
    }

    private void grantOrEnd(int vf) throws HostException {
        Grant grant = journal.ledger().grants().get(Samples.vf(vf).address());
        journal.record(
                grant == null
                        ? Samples.changes("allocate", Samples.granted(vf))
                        : Samples.changes("grant over", Samples.grantEnded(vf)));
    }

    private void transaction(Plan plan) throws HostException {
        long tx = journal.begin(plan);
        if (random.nextInt(4) == 0) {
            Problem problem =
                    Problem.of(Code.KERNEL_REFUSED, Subject.of(Samples.PF), "said no \u2013 \"twice\"\n", "ask again");
            journal.undone(tx, problem, plan.steps().subList(0, 1));
        } else {
            journal.commit(tx, plan);
        }
    }
}
