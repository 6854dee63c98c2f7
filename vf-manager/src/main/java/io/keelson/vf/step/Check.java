package io.keelson.vf.step;

import io.keelson.vf.model.Problem;

/** What a step says of itself, asked before (may I?) and after (did it?). */
public sealed interface Check permits Check.Done, Check.Ready, Check.Refused {
    /** The host is as the step wants it. */
    Check DONE = new Done();

    /** The host is not, and the step may be applied. */
    Check READY = new Ready();

    /** The step must not be applied, and why. */
    static Check refused(Problem problem) {
        return new Refused(problem);
    }

    /** As wanted. */
    record Done() implements Check {}

    /** Not yet as wanted. */
    record Ready() implements Check {}

    /** Not as wanted, and not to be changed by this step. */
    record Refused(Problem problem) implements Check {}
}
