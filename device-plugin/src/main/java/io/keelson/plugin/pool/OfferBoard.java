package io.keelson.plugin.pool;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Where the newest offer of a resource hangs, and who is told when it changes. Any thread may publish, look and watch.
 *
 * <p>Watchers are called on the publisher's thread and must not block; they look at {@link #current()} themselves, so that
 * one that comes late never sees an older offer than one that came early.
 */
public final class OfferBoard {
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final AtomicLong edition = new AtomicLong();
    private volatile Offer current;

    public OfferBoard(Offer first) {
        current = first;
    }

    /** The newest offer. */
    public Offer current() {
        return current;
    }

    /** Puts up a new offer and tells the watchers, unless kubelet would see no change; what kubelet will see change. */
    public Offer.Diff publish(Offer next) {
        Offer.Diff diff;
        synchronized (this) {
            diff = next.since(current);
            current = next;
        }
        if (!diff.isEmpty()) {
            again();
        }
        return diff;
    }

    /** Tells the watchers of the same offer once more: whoever gets it writes down anew what it knows. */
    public void again() {
        edition.incrementAndGet();
        watchers.forEach(Runnable::run);
    }

    /** Another number whenever watchers were told; to be read before {@link #current()}. */
    public long edition() {
        return edition.get();
    }

    /** Calls this on every change until the watch is closed; not at once. Each watch needs a Runnable of its own. */
    public Watch watch(Runnable onChange) {
        watchers.add(onChange);
        return () -> watchers.remove(onChange);
    }

    /** Ends a watch; may be closed twice. */
    @FunctionalInterface
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
