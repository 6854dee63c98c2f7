package io.keelson.plugin.app;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of the process, each with a name that says what it does; all are daemons. */
final class Threads {
    private Threads() {}

    static Thread named(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((t, e) ->
                Log.problem("thread " + t.getName() + " ended", Output.internal(new IllegalStateException(e))));
        return thread;
    }

    static ThreadFactory factory(String name) {
        AtomicInteger number = new AtomicInteger();
        return work -> named(name + "-" + number.incrementAndGet(), work);
    }

    /** Whether it came to zero in time. */
    static boolean awaitQuietly(CountDownLatch latch, Duration atMost) {
        try {
            if (latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
            Log.event("agent did not end in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
