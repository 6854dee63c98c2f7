package io.keelson.vf.journal;

/** A line that is no record; the message says what is wrong with it, in words. */
final class BadRecord extends Exception {
    private static final long serialVersionUID = 1L;

    BadRecord(String why) {
        super(why);
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
