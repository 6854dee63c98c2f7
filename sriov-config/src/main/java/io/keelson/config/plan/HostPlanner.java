package io.keelson.config.plan;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.select.Candidate;
import io.keelson.config.select.NicSelection;
import io.keelson.config.select.PoolsOfPf;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits an Intent into work per PF, so that each runs in a lane of its own and one bad PF does not hinder another.
 *
 * @param work for PFs that {@code nics} describes, and for PFs whose VFs are in pools, by PCI address
 * @param problems those that belong to no PF of this host
 */
public record HostPlanner(List<PfWork> work, List<Problem> problems) {
    public HostPlanner {
        work = List.copyOf(work);
        problems = List.copyOf(problems);
    }

    /** The work for the PFs of this snapshot. */
    public static HostPlanner perPf(Intent intent, Snapshot facts) {
        NicSelection selection = NicSelection.of(intent, facts);
        List<PfWork> work = new ArrayList<>();
        for (Pf pf : facts.pfs()) {
            Optional<Nic> nic = Optional.ofNullable(selection.nics().get(pf.address()));
            if (nic.isPresent() || hasPooledVfs(intent, pf)) {
                work.add(new PfWork(pf.address(), new PfPlanner(intent, nic, pf.address())));
            }
        }
        return new HostPlanner(work, selection.problems());
    }

    private static boolean hasPooledVfs(Intent intent, Pf pf) {
        PoolsOfPf pools = PoolsOfPf.of(intent, pf);
        return pf.vfs().stream().anyMatch(vf -> pools.owner(Candidate.of(vf)).isPresent());
    }
}
