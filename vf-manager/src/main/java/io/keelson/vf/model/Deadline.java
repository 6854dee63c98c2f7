package io.keelson.vf.model;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A moment until which something may take; the clock (monotonic nanoseconds) is given, so that tests own the time. */
public record Deadline(long atNanos, LongSupplier nanoClock) {
    /** So long from now. */
    public static Deadline after(Duration time, LongSupplier nanoClock) {
        return new Deadline(nanoClock.getAsLong() + time.toNanos(), nanoClock);
    }

    /** So long from now by the machine's monotonic clock. */
    public static Deadline after(Duration time) {
        return after(time, System::nanoTime);
    }

    /** What is left, 0 once it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - nanoClock.getAsLong()));
    }

    /** Whether it has passed. */
    public boolean passed() {
        return atNanos - nanoClock.getAsLong() <= 0;
    }
}
