package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.netlink.HostEvents;
import java.time.Duration;

/** Waits until something about the host may have changed, and for the burst to be over. For one thread. */
public final class HostWatcher implements AutoCloseable {
    private static final Duration QUIET = Duration.ofMillis(50);
    private static final int BURST = 5;

    private final HostEvents events;

    HostWatcher(HostEvents events) {
        this.events = events;
    }

    /**
     * Returns once something changed and then nothing for 50 ms, 250 ms after the first change at the latest; or when the
     * time is over, or somebody woke this.
     */
    public void awaitChange(Duration atMost) throws HostException {
        if (events.await(atMost).isEmpty()) {
            return;
        }
        for (int i = 0; i < BURST && !events.await(QUIET).isEmpty(); i++) {
            Thread.onSpinWait();
        }
    }

    /** Makes the waiting thread look now. */
    public void wake() throws HostException {
        events.wake();
    }

    @Override
    public void close() throws HostException {
        events.close();
    }
}
