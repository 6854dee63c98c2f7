package io.keelson.vf.step;

import io.keelson.vf.model.LedgerChange;
import java.util.List;

/**
 * What shall be done, made from one generation of facts.
 *
 * @param purpose a word or two for the journal and the log: {@code configure}, {@code attach}, {@code release}
 * @param begin ledger changes written before the kernel is touched
 * @param commit ledger changes written once every step is verified
 * @param hurts whom it would hurt; a plan that hurts somebody is not run unless that was asked for by name
 */
public record Plan(
        long generation,
        String purpose,
        List<Step> steps,
        List<LedgerChange> begin,
        List<LedgerChange> commit,
        List<Disruption> hurts) {
    public Plan {
        steps = List.copyOf(steps);
        begin = List.copyOf(begin);
        commit = List.copyOf(commit);
        hurts = List.copyOf(hurts);
    }

    /** Whether running it would change neither the kernel nor the ledger. */
    public boolean isEmpty() {
        return steps.isEmpty() && begin.isEmpty() && commit.isEmpty();
    }
}
