package io.keelson.vf.journal;

import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts a journal of good lines in the place of a damaged one, which stays beside it as {@code journal.corrupt-<n>}.
 *
 * <p>The evidence is a second name of the damaged file, made first; the good file takes the place in one rename. A crash
 * between leaves the damaged journal where it was, to be found again.
 */
final class Repair {
    /** Evidence of that many damages is kept; the last is then replaced, since the first tell most. */
    static final int KEPT = 8;

    private final Path journal;
    private final JournalObserver observer;

    Repair(Path journal, JournalObserver observer) {
        this.journal = journal;
        this.observer = observer;
    }

    /** Gives the damaged file its second name, and tells it. */
    String keepEvidence() throws HostException {
        for (int n = 1; ; n++) {
            Path evidence = journal.resolveSibling(journal.getFileName() + ".corrupt-" + n);
            try {
                if (n == KEPT) {
                    Files.deleteIfExists(evidence);
                }
                Files.createLink(evidence, journal);
                return String.valueOf(evidence.getFileName());
            } catch (FileAlreadyExistsException e) {
                if (n >= KEPT) {
                    throw new HostException(JournalFile.unwritable(evidence, e), e);
                }
            } catch (IOException e) {
                throw new HostException(JournalFile.unwritable(evidence, e), e);
            }
        }
    }

    /** Writes the good lines and these last records to a new file and gives it the journal's place. */
    JournalFile rewrite(List<JournalRecord> last) throws HostException {
        Path fresh = journal.resolveSibling(journal.getFileName() + ".new");
        JournalFile out = JournalFile.open(fresh, observer);
        try {
            out.truncate(0);
            JournalReader.read(journal, entry -> copy(entry, out));
            for (JournalRecord record : last) {
                out.append(Line.of(record), Durability.DISK);
            }
            out.moveTo(journal);
            return out;
        } catch (HostException e) {
            throw out.closedAfter(e);
        }
    }

    private static void copy(JournalEntry entry, JournalFile out) throws HostException {
        if (entry instanceof JournalEntry.Good good) {
            JournalRecord record = good.record();
            if (out.size() == 0 && !(record instanceof Header)) {
                Header lost = new Header(record.boot(), record.at(), RecordCodec.FORMAT, "unknown");
                out.append(Line.of(lost), Durability.PAGE_CACHE);
            }
            out.append(Line.of(record), Durability.PAGE_CACHE);
        }
    }
}
