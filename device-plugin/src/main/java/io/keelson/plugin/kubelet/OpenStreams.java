package io.keelson.plugin.kubelet;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The ListAndWatch streams kubelet holds open on one server, and since when it holds none. kubelet does not reconnect when
 * its stream ends, whatever the reason: then somebody has to register anew.
 */
final class OpenStreams {
    private final LongSupplier nanoClock;
    private final Runnable onNews;
    private final Set<Object> open = new HashSet<>();
    private long lastEnd;
    private boolean everOpened;

    OpenStreams(LongSupplier nanoClock, Runnable onNews) {
        this.nanoClock = nanoClock;
        this.onNews = onNews;
    }

    void opened(Object stream) {
        synchronized (this) {
            open.add(stream);
            everOpened = true;
        }
        onNews.run();
    }

    /** Ended; may be said twice. */
    void ended(Object stream) {
        synchronized (this) {
            if (!open.remove(stream)) {
                return;
            }
            lastEnd = nanoClock.getAsLong();
        }
        onNews.run();
    }

    synchronized int count() {
        return open.size();
    }

    /** All of it as one: asked piece by piece, a stream that opens in between would look lost. */
    synchronized StreamState now() {
        boolean lost = open.isEmpty() && everOpened;
        return new StreamState(open.size(), lost ? OptionalLong.of(lastEnd) : OptionalLong.empty());
    }
}
