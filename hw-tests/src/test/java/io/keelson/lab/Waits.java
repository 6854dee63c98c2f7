package io.keelson.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waiting for what nobody tells: asked again every tenth of a second. */
final class Waits {
    private static final long PAUSE_MS = 100;
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Waits() {}

    /** Something that comes to be so. */
    @FunctionalInterface
    interface Condition {
        boolean holds() throws IOException;
    }

    /** Whether it came to be so in time. */
    static boolean until(Condition condition, Duration most) throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end || NEVER.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }
}
