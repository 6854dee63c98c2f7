package io.keelson.vf.journal;

/** What a line of a journal file turned out to be. */
public sealed interface JournalEntry permits JournalEntry.Good, JournalEntry.Bad, JournalEntry.Unknown {
    /** Number of the line, from 1. */
    long line();

    /** Offset of its first byte in the file. */
    long offset();

    /** A whole record. */
    record Good(long line, long offset, JournalRecord record) implements JournalEntry {}

    /**
     * No record, and why.
     *
     * @param torn whether the file ends within it, as it does while it is being written or after a writer was killed
     */
    record Bad(long line, long offset, boolean torn, String why) implements JournalEntry {}

    /** A whole record of a kind, or in a format, that this version does not know. */
    record Unknown(long line, long offset, String what) implements JournalEntry {}
}
