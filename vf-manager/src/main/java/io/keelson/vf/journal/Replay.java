package io.keelson.vf.journal;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A journal file read from end to end: what it folds to, and what is wrong with it. */
final class Replay {
    private final Path file;
    private final LedgerFold fold = new LedgerFold();
    private long bad;
    private Optional<String> firstBad = Optional.empty();
    private OptionalLong tornAt = OptionalLong.empty();
    private boolean begun;

    private Replay(Path file) {
        this.file = file;
    }

    /**
     * Reads the file; one that is not there is empty. Fails with {@code JOURNAL_UNKNOWN_RECORD} at the first record this
     * version does not know, and with {@code JOURNAL_UNREADABLE}.
     */
    static Replay of(Path file) throws HostException {
        Replay replay = new Replay(file);
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            JournalReader.read(file, replay::take);
        }
        return replay;
    }

    LedgerFold fold() {
        return fold;
    }

    /** Where a line begins that was not written to its end, if the file ends so. */
    OptionalLong tornAt() {
        return tornAt;
    }

    /** What lines were written whole and are damaged now, in words; nothing when all is well. */
    Optional<String> damage() {
        return firstBad.map(first -> (bad == 1 ? "1 bad line, " : bad + " bad lines, the first is ") + first);
    }

    private void take(JournalEntry entry) throws HostException {
        if (entry instanceof JournalEntry.Unknown unknown) {
            throw new HostException(unknown(unknown));
        }
        if (entry instanceof JournalEntry.Good good) {
            if (!begun && !(good.record() instanceof JournalRecord.Header)) {
                bad(entry, "not the header a journal begins with");
            }
            fold.apply(good.record());
        } else if (entry instanceof JournalEntry.Bad damaged) {
            if (damaged.torn()) {
                tornAt = OptionalLong.of(damaged.offset());
            } else {
                bad(entry, damaged.why());
            }
        }
        begun = true;
    }

    private void bad(JournalEntry entry, String why) {
        bad++;
        if (firstBad.isEmpty()) {
            firstBad = Optional.of("line " + entry.line() + " at byte " + entry.offset() + ": " + why);
        }
    }

    private Problem unknown(JournalEntry.Unknown entry) {
        return Problem.of(
                Code.JOURNAL_UNKNOWN_RECORD,
                Subject.inFile(file, "line " + entry.line()),
                entry.what() + "; an agent of another version wrote it",
                "run that version again, or, with every pod that holds a VF drained, move the journal away");
    }

    Problem torn(long offset) {
        return Problem.of(
                Code.JOURNAL_TORN_TAIL,
                Subject.file(file),
                "the last line, at byte " + offset + ", was not written to its end and is dropped",
                "nothing to do: its writer was killed before it reported success");
    }

    Problem corrupt(String evidence, String what) {
        return Problem.of(
                Code.JOURNAL_CORRUPT,
                Subject.file(file),
                what + "; kept as " + evidence + ", only VFs verified clean are offered",
                "check the disk; compare 'keelson status' with the pods of this node");
    }
}
