package io.keelson.vf.journal;

import io.keelson.vf.model.LedgerChange;
import java.time.Instant;
import java.util.List;

/**
 * A transaction that was begun in this boot and never closed: its writer died in it. It is not resumed; whoever finds it plans
 * again what should be, and then closes it.
 */
public record OpenTransaction(
        long tx, String purpose, Instant at, long generation, StepList steps, List<LedgerChange> changes) {
    static OpenTransaction of(JournalRecord.Begin begin) {
        return new OpenTransaction(
                begin.tx(), begin.purpose(), begin.at(), begin.generation(), begin.steps(), begin.changes());
    }
}
