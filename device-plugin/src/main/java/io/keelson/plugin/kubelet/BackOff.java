package io.keelson.plugin.kubelet;

import java.time.Duration;

/** How long to wait before the next try: the first wait, doubled each time, up to the longest. Not for several threads. */
final class BackOff {
    private final long first;
    private final long most;
    private long next;

    BackOff(Duration first, Duration most) {
        this.first = first.toNanos();
        this.most = most.toNanos();
        this.next = this.first;
    }

    /** This wait, in nanoseconds; the one after is longer. */
    long nanos() {
        long now = next;
        next = Math.min(most, next * 2);
        return now;
    }

    /** Starts again with the first wait. */
    void reset() {
        next = first;
    }
}
