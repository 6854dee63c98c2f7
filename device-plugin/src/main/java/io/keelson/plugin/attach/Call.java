package io.keelson.plugin.attach;

import io.keelson.vf.model.Deadline;
import java.util.function.BooleanSupplier;

/**
 * How long a request may take, and whether its caller still waits.
 *
 * @param until when the answer is worth nothing any more
 * @param hungUp true from the moment the caller went away; safe to ask from any thread, at any time
 */
public record Call(Deadline until, BooleanSupplier hungUp) {
    /** A call whose caller cannot go away. */
    public static Call until(Deadline deadline) {
        return new Call(deadline, () -> false);
    }
}
