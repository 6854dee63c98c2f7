package io.keelson.vf.testing;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;

/** Which write of the fake kernel fails, or is the last thing the agent lives to do. Writes count from 1. */
public final class Faults {
    private int count;
    private int failAt;
    private Errno errno = Errno.EIO;
    private int killBefore;
    private int killAfter;
    private int callAt;
    private Runnable call = () -> {};

    /** The agent is gone: no {@code catch} of ours may handle it, as none handles SIGKILL. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** From now on the n-th write is refused with this errno, once. */
    public void failAt(int nth, Errno with) {
        reset();
        failAt = nth;
        errno = with;
    }

    /** From now on the agent dies when it is about to do the n-th write. */
    public void killBefore(int nth) {
        reset();
        killBefore = nth;
    }

    /** From now on the agent dies right after the n-th write took effect. */
    public void killAfter(int nth) {
        reset();
        killAfter = nth;
    }

    /** From now on this happens at the n-th write, which itself goes well. */
    public void onWrite(int nth, Runnable happening) {
        reset();
        callAt = nth;
        call = happening;
    }

    /** Nothing fails any more; counting starts again. */
    public void reset() {
        count = 0;
        failAt = 0;
        killBefore = 0;
        killAfter = 0;
        callAt = 0;
    }

    void atWrite(String what) throws HostException {
        count++;
        if (count == failAt) {
            throw refused(what, "told to fail", errno);
        }
        if (count == callAt) {
            call.run();
        }
        if (count == killBefore) {
            throw new Killed();
        }
    }

    void written() {
        if (count == killAfter) {
            throw new Killed();
        }
    }

    static HostException refused(String subject, String detail, Errno errno) {
        return new HostException(Problem.of(Code.KERNEL_REFUSED, new Subject(subject), detail, "", errno));
    }
}
