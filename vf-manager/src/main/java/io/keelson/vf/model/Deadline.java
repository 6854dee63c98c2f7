package io.keelson.vf.model;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Until when something may take: a moment on a monotonic clock in nanoseconds, which is given so that tests own the time,
 * or until whoever asked has gone away.
 */
public record Deadline(long atNanos, LongSupplier nanoClock, BooleanSupplier gone) {
    /** As long as it takes: for undoing, which is never left half done. */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE, () -> 0, () -> false);

    /** So long from now. */
    public static Deadline after(Duration time, LongSupplier nanoClock) {
        return new Deadline(nanoClock.getAsLong() + time.toNanos(), nanoClock, () -> false);
    }

    /** So long from now by the machine's monotonic clock. */
    public static Deadline after(Duration time) {
        return after(time, System::nanoTime);
    }

    /** The same, and over as soon as the requester is gone: a client that hangs up before commit is an undo. */
    public Deadline orWhen(BooleanSupplier requesterGone) {
        return new Deadline(atNanos, nanoClock, () -> gone.getAsBoolean() || requesterGone.getAsBoolean());
    }

    /** What is left, 0 once it has passed. */
    public Duration left() {
        return gone.getAsBoolean() ? Duration.ZERO : Duration.ofNanos(Math.max(0, atNanos - nanoClock.getAsLong()));
    }

    /** Whether it has passed, or nobody waits any more. */
    public boolean passed() {
        return left().isZero();
    }
}
