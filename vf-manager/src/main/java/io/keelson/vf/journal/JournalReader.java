package io.keelson.vf.journal;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a journal file line by line and never writes: good beside a running agent, whose line in flight shows as torn. */
public final class JournalReader {
    private JournalReader() {}

    /** Takes each line in turn. */
    @FunctionalInterface
    public interface Sink {
        /** The next line; an exception ends the reading. */
        void accept(JournalEntry entry) throws HostException;
    }

    /**
     * Hands every line of the file to the sink, bad ones too; lines of more than 64 KiB are bad. Fails with
     * {@code JOURNAL_UNREADABLE} when the file cannot be opened or read.
     */
    public static void read(Path file, Sink sink) throws HostException {
        try (InputStream in = Files.newInputStream(file)) {
            LineSplitter lines = new LineSplitter(in);
            for (long number = 1; lines.next(); number++) {
                sink.accept(entry(lines, number));
            }
        } catch (IOException e) {
            throw new HostException(unreadable(file, e), e);
        }
    }

    private static JournalEntry entry(LineSplitter lines, long number) {
        long offset = lines.offset();
        if (!lines.terminated()) {
            return new JournalEntry.Bad(number, offset, true, "the file ends within the line");
        }
        if (lines.tooLong()) {
            return new JournalEntry.Bad(number, offset, false, "longer than " + Line.MAX + " bytes");
        }
        try {
            return new JournalEntry.Good(number, offset, Line.parse(lines.bytes(), lines.length()));
        } catch (BadRecord e) {
            return new JournalEntry.Bad(number, offset, false, e.why());
        } catch (UnknownRecord e) {
            return new JournalEntry.Unknown(number, offset, e.what());
        }
    }

    static Problem unreadable(Path file, IOException e) {
        return Problem.of(
                Code.JOURNAL_UNREADABLE,
                Subject.file(file),
                JournalFile.reason(e),
                "check that the directory is there, that its disk is well, and that root may read it");
    }
}
