package io.keelson.plugin.cluster;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An API server that keeps events by name, and fails as often as it is told to. */
final class FakeApiServer implements ApiServer, ApiServer.Finder {
    private static final long PATIENCE_SECONDS = 10;

    private final Map<String, Event> events = new LinkedHashMap<>();
    private final BlockingQueue<Event> created = new LinkedBlockingQueue<>();
    private final List<FailedPod> failed = new ArrayList<>();
    private final List<Undelivered> failures = new ArrayList<>();
    private int calls;
    private int found;
    private int closed;
    private boolean withCredentials = true;

    static Undelivered failure(Code code, boolean later) {
        return new Undelivered(
                Problem.of(code, new Subject("https://api"), "says no", "ask again"),
                later,
                new IllegalStateException());
    }

    synchronized FakeApiServer failing(Undelivered failure, int times) {
        for (int i = 0; i < times; i++) {
            failures.add(failure);
        }
        return this;
    }

    synchronized FakeApiServer withoutCredentials() {
        withCredentials = false;
        return this;
    }

    synchronized void failed(FailedPod pod) {
        failed.add(pod);
    }

    @Override
    public synchronized Optional<ApiServer> find() {
        found++;
        return withCredentials ? Optional.of(this) : Optional.empty();
    }

    @Override
    public synchronized boolean create(Event event) throws Undelivered {
        call();
        if (events.putIfAbsent(event.regarding().home() + "/" + event.name(), event) != null) {
            return false;
        }
        return created.add(event);
    }

    @Override
    public synchronized List<FailedPod> failedPods(String node) throws Undelivered {
        call();
        return List.copyOf(failed);
    }

    private void call() throws Undelivered {
        calls++;
        if (!failures.isEmpty()) {
            throw failures.remove(0);
        }
    }

    @Override
    public synchronized void close() {
        closed++;
        notifyAll();
    }

    synchronized int calls() {
        return calls;
    }

    synchronized int found() {
        return found;
    }

    synchronized void awaitClosed() throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (closed == 0 && System.nanoTime() < end) {
            wait(100);
        }
        if (closed == 0) {
            throw new AssertionError("the connection was not given up");
        }
    }

    Event next() throws InterruptedException {
        Event event = created.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no event came");
        }
        return event;
    }

    boolean hasMore() {
        return !created.isEmpty();
    }
}
