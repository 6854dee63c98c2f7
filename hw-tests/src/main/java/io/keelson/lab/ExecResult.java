package io.keelson.lab;

/**
 * How a command in the guest ended.
 *
 * @param rc exit status; {@link #TIMED_OUT} if it was killed at its timeout, 128 + n if signal n ended it
 */
public record ExecResult(String command, int rc, String out, String err) {
    public static final int TIMED_OUT = 124;

    public boolean ok() {
        return rc == 0;
    }

    /** Standard output, if the command succeeded. */
    public String orThrow() {
        if (!ok()) {
            throw new LabException("in the guest: " + this);
        }
        return out;
    }

    @Override
    public String toString() {
        return "`" + command.strip() + "` ended with " + rc + "\n" + out + err;
    }
}
