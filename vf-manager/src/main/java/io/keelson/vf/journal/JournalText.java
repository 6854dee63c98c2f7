package io.keelson.vf.journal;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A journal for people, one line an entry, and for programs, one JSON object a line. Pure. */
public final class JournalText {
    private static final int MAX = 4096;

    private JournalText() {}

    /** {@code 2026-01-01T00:00:00Z  12  begin  attach  0000:01:10.0: mtu = 1500}: time, transaction, type, purpose, what. */
    public static String line(JournalEntry entry) {
        if (entry instanceof JournalEntry.Good good) {
            return line(good.record());
        }
        if (entry instanceof JournalEntry.Bad bad) {
            return "line " + bad.line() + ": " + (bad.torn() ? "incomplete" : "bad") + ": " + bad.why();
        }
        JournalEntry.Unknown unknown = (JournalEntry.Unknown) entry;
        return "line " + unknown.line() + ": unknown: " + unknown.what();
    }

    /** The record as one line. */
    public static String line(JournalRecord record) {
        String tx = record.transaction().isPresent()
                ? Long.toString(record.transaction().getAsLong())
                : "-";
        String text = String.format(
                Locale.ROOT,
                "%-24s  %4s  %-7s  %-10s  %s",
                record.at(),
                tx,
                RecordCodec.type(record),
                purpose(record),
                String.join("; ", what(record)));
        return Printable.of(text.stripTrailing(), MAX);
    }

    /** The record as the JSON object that is in its line. */
    public static String json(JournalRecord record) {
        return Line.json(record);
    }

    private static String purpose(JournalRecord record) {
        if (record instanceof Begin begin) {
            return begin.purpose();
        }
        return record instanceof Recorded recorded ? recorded.purpose() : "-";
    }

    private static List<String> what(JournalRecord record) {
        List<String> words = new ArrayList<>();
        record.changes().forEach(c -> words.add(change(c)));
        if (record instanceof Begin begin) {
            words.addAll(steps(begin.steps()));
        } else if (record instanceof Header header) {
            words.add("boot " + header.boot() + ", agent " + header.agent() + ", format " + header.format());
        } else if (record instanceof Undone undone) {
            words.add(undone.problem());
            steps(undone.left()).forEach(s -> words.add("left: " + s));
        } else if (record instanceof Damaged damaged) {
            words.add(damaged.what() + "; kept as " + damaged.evidence());
        }
        return words;
    }

    private static List<String> steps(StepList steps) {
        List<String> words = new ArrayList<>();
        steps.listed().forEach(s -> words.add(s.toString()));
        if (steps.more() > 0) {
            words.add("and " + steps.more() + " more");
        }
        return words;
    }

    private static String change(LedgerChange change) {
        if (change instanceof LedgerChange.OwnerSet set) {
            return set.vf().address() + " " + set.owner().phase() + " for "
                    + set.owner().pod() + " (" + set.owner().key() + ")";
        }
        if (change instanceof LedgerChange.OwnerFreed freed) {
            return freed.vf().address() + " freed by " + freed.key();
        }
        if (change instanceof LedgerChange.BaselineDeclared declared) {
            return declared.vf() + " baseline " + declared.baseline().settings();
        }
        if (change instanceof LedgerChange.Granted granted) {
            return granted.grant().device() + " granted as " + granted.grant().resource();
        }
        LedgerChange.GrantEnded ended = (LedgerChange.GrantEnded) change;
        return ended.device() + " grant of " + ended.since() + " over";
    }
}
