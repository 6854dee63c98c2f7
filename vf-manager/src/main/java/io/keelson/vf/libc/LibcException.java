package io.keelson.vf.libc;

import io.keelson.vf.model.Errno;

/** A system call failed: which, and the errno it left. */
public final class LibcException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String call;
    private final transient Errno errno;

    public LibcException(String call, Errno errno) {
        super(call + ": " + errno);
        this.call = call;
        this.errno = errno;
    }

    /** The system call's name, as in the manual. */
    public String call() {
        return call;
    }

    /** Why it failed. */
    public Errno errno() {
        return errno;
    }

    /** Whether it failed for this reason. */
    public boolean is(Errno reason) {
        return errno.equals(reason);
    }
}
