package io.keelson.vf.journal;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.LedgerChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A record with its line. One that is too long for a line lists fewer steps, then lets its first ledger changes go before it
 * in records of their own: each change stands by itself, so a crash between the two leaves what a crash after a shorter plan
 * would.
 */
final class Fitting {
    private static final int STEPS_WORTH_A_LINE = 64;

    private final JournalRecord record;
    private final byte[] line;

    private Fitting(JournalRecord record, byte[] line) {
        this.record = record;
        this.line = line;
    }

    JournalRecord record() {
        return record;
    }

    /** The record in as many lines as it needs, or nothing when one change alone is too long. */
    static Optional<List<Fitting>> of(JournalRecord record) {
        byte[] line = Line.of(record);
        if (line.length <= Line.MAX) {
            return Optional.of(List.of(new Fitting(record, line)));
        }
        List<JournalRecord> smaller = smaller(record);
        List<Fitting> all = new ArrayList<>();
        for (JournalRecord part : smaller) {
            Optional<List<Fitting>> fitting = of(part);
            if (fitting.isEmpty()) {
                return fitting;
            }
            all.addAll(fitting.get());
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all);
    }

    private static List<JournalRecord> smaller(JournalRecord record) {
        int splittable = record.changes().size() > 1 ? STEPS_WORTH_A_LINE : 0;
        if (record instanceof Begin b && b.steps().listed().size() > splittable) {
            return List.of(with(b, b.steps().halved(), b.changes()));
        }
        if (record instanceof Undone u && !u.left().listed().isEmpty()) {
            return List.of(
                    new Undone(u.boot(), u.at(), u.tx(), u.problem(), u.left().halved()));
        }
        return record.changes().size() > 1 ? split(record) : List.of();
    }

    private static List<JournalRecord> split(JournalRecord record) {
        List<LedgerChange> changes = record.changes();
        int half = changes.size() / 2;
        List<LedgerChange> rest = changes.subList(half, changes.size());
        if (record instanceof Begin b) {
            return List.of(first(record, b.purpose(), half), with(b, b.steps(), rest));
        }
        if (record instanceof Commit c) {
            return List.of(first(record, "commit", half), new Commit(c.boot(), c.at(), c.tx(), rest));
        }
        Recorded r = (Recorded) record;
        return List.of(first(record, r.purpose(), half), new Recorded(r.boot(), r.at(), r.purpose(), rest));
    }

    private static JournalRecord first(JournalRecord record, String purpose, int count) {
        return new Recorded(
                record.boot(), record.at(), purpose, record.changes().subList(0, count));
    }

    private static Begin with(Begin b, StepList steps, List<LedgerChange> changes) {
        return new Begin(b.boot(), b.at(), b.tx(), b.purpose(), b.generation(), steps, changes);
    }

    /** All lines, one after the other. */
    static byte[] join(List<Fitting> parts) {
        int length = parts.stream().mapToInt(p -> p.line.length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (Fitting part : parts) {
            System.arraycopy(part.line, 0, all, at, part.line.length);
            at += part.line.length;
        }
        return all;
    }
}
