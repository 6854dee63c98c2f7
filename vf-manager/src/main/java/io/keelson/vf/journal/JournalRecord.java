package io.keelson.vf.journal;

import io.keelson.vf.model.BootId;
import io.keelson.vf.model.LedgerChange;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * One line of the journal. Every record says in which boot it was written, so that a lost header can hide none.
 *
 * <p>The permitted types are the format: one that a reader does not know stops it, see {@code docs/journal.md}.
 */
public sealed interface JournalRecord
        permits JournalRecord.Header,
                JournalRecord.Begin,
                JournalRecord.Commit,
                JournalRecord.Undone,
                JournalRecord.Recorded,
                JournalRecord.Damaged {

    /** In which boot of the machine it was written. */
    BootId boot();

    /** When, by the wall clock. */
    Instant at();

    /** What it changes in the ledger. */
    default List<LedgerChange> changes() {
        return List.of();
    }

    /** The transaction it belongs to. */
    default OptionalLong transaction() {
        return OptionalLong.empty();
    }

    /** First in the file, and again in each boot and by each version of the agent. */
    record Header(BootId boot, Instant at, int format, String agent) implements JournalRecord {}

    /** Written before the kernel is touched. */
    record Begin(
            BootId boot,
            Instant at,
            long tx,
            String purpose,
            long generation,
            StepList steps,
            List<LedgerChange> changes)
            implements JournalRecord {
        public Begin {
            changes = List.copyOf(changes);
        }

        @Override
        public OptionalLong transaction() {
            return OptionalLong.of(tx);
        }
    }

    /** Every step is done and verified. */
    record Commit(BootId boot, Instant at, long tx, List<LedgerChange> changes) implements JournalRecord {
        public Commit {
            changes = List.copyOf(changes);
        }

        @Override
        public OptionalLong transaction() {
            return OptionalLong.of(tx);
        }
    }

    /**
     * The transaction came to nothing. What it changed in the ledger when it began stays: taking that back is another plan.
     *
     * @param left steps that could not be undone
     */
    record Undone(BootId boot, Instant at, long tx, String problem, StepList left) implements JournalRecord {
        @Override
        public OptionalLong transaction() {
            return OptionalLong.of(tx);
        }
    }

    /** A plan without steps: the ledger changes, the kernel does not. */
    record Recorded(BootId boot, Instant at, String purpose, List<LedgerChange> changes) implements JournalRecord {
        public Recorded {
            changes = List.copyOf(changes);
        }
    }

    /**
     * Bad lines were found and taken out of this file. Counts for the boot in which they were found.
     *
     * @param evidence name of the file that still has them, beside the journal
     */
    record Damaged(BootId boot, Instant at, String evidence, String what) implements JournalRecord {}
}
