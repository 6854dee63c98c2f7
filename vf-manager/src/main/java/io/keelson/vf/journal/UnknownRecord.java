package io.keelson.vf.journal;

/** A whole and undamaged record of a kind this version does not know: an agent of another version wrote it. */
final class UnknownRecord extends Exception {
    private static final long serialVersionUID = 1L;

    UnknownRecord(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
