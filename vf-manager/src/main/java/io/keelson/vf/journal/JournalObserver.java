package io.keelson.vf.journal;

/** Is told of every write of the journal, for counting; called under the journal's lock, so it must be quick. */
public interface JournalObserver {
    /** Looks away. */
    JournalObserver NONE = new JournalObserver() {};

    /** So many bytes went to the file in one write. */
    default void appended(int bytes) {}

    /** The file, or the directory for a new file, was forced to the disk. */
    default void forced() {}
}
