package io.keelson.plugin.cluster;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings events to the API server in their order, one call at a time, and each until it is there or cannot be there. While nothing is to be
 * told nothing is asked, and the connection is given up.
 */
final class Delivery {
    private static final int WAITING = 256;
    private static final Duration OLD = Duration.ofHours(1);

    private final Patience patience;
    private final ApiServer.Finder finder;
    private final RejectedPods rejected;
    private final Clock clock;
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
    private final AtomicInteger dropped = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile Optional<Deadline> look = Optional.empty();
    private volatile boolean off;
    private Optional<ApiServer> api = Optional.empty();
    private Optional<Code> told = Optional.empty();
    private boolean everFound;
    private Duration retry;

    /** Something to be done with the API server. */
    private interface Call {
        void make(ApiServer api) throws Undelivered;
    }

    Delivery(Patience patience, ApiServer.Finder finder, RejectedPods rejected, Clock clock) {
        this.patience = patience;
        this.finder = finder;
        this.rejected = rejected;
        this.clock = clock;
        this.retry = patience.retryFirst();
    }

    /** Takes it, or drops it where too many wait. */
    void offer(Event event) {
        if (off) {
            return;
        }
        if (!waiting.offer(event) && dropped.getAndIncrement() == 0) {
            NodeEvents.tell("events are dropped", tooMany());
        }
        wake.offer(Boolean.TRUE);
    }

    private static Problem tooMany() {
        return Problem.of(
                Code.API_SERVER_UNREACHABLE,
                new Subject("the API server"),
                WAITING + " events wait for it, and there is no room for more",
                "look why it does not answer; `keelson status` has what the events would tell");
    }

    /** Pods that kubelet rejected are looked for a while after the last call of this. */
    void lookSoon() {
        if (!off) {
            look = Optional.of(Deadline.after(patience.afterRegistration()));
            wake.offer(Boolean.TRUE);
        }
    }

    void run() throws InterruptedException {
        while (!off) {
            Optional<Deadline> due = look;
            Event next = waiting.poll();
            if (next != null) {
                deliver(next);
            } else if (due.isPresent() && due.get().passed()) {
                look = look.filter(later -> !later.equals(due.get()));
                until(clock.instant().plus(OLD), api -> rejected.tell(api).ifPresent(this::offer));
            } else {
                await(due);
            }
        }
    }

    private void await(Optional<Deadline> due) throws InterruptedException {
        Duration most = api.isPresent() ? patience.idle() : OLD;
        Duration left = due.map(Deadline::left).orElse(most);
        boolean woken = wake.poll(Math.min(left.toNanos(), most.toNanos()), TimeUnit.NANOSECONDS) != null;
        if (!woken && due.isEmpty()) {
            close();
        }
    }

    private void deliver(Event event) throws InterruptedException {
        until(event.at().plus(OLD), api -> api.create(event));
    }

    /** Makes a call until it is done, cannot be done, or has been tried for so long that nobody would want to know. */
    private void until(Instant end, Call call) throws InterruptedException {
        while (!off && clock.instant().isBefore(end)) {
            try {
                Optional<ApiServer> server = server();
                if (server.isPresent()) {
                    call.make(server.get());
                    succeeded();
                    return;
                }
            } catch (Undelivered e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                failed(e);
                if (!e.later()) {
                    return;
                }
            }
            pause();
        }
    }

    private Optional<ApiServer> server() throws Undelivered {
        if (api.isEmpty()) {
            api = finder.find();
            if (api.isEmpty()) {
                missing();
            }
            everFound |= api.isPresent();
        }
        return api;
    }

    /** Whoever starts an agent without credentials is told, and then left in peace. */
    private void missing() {
        tellOnce(Problem.of(
                Code.API_CREDENTIALS_MISSING,
                new Subject("--events"),
                "there is neither a service account of a pod nor a file that KUBECONFIG names, so nothing can be told to Kubernetes",
                "give the agent one of them (in the chart: events.enabled), or leave --events out"));
        if (!everFound) {
            off = true;
            waiting.clear();
        }
    }

    private void succeeded() {
        retry = patience.retryFirst();
        if (told.isPresent()) {
            told = Optional.empty();
            NodeEvents.tell("the API server takes events again");
        }
        int lost = dropped.getAndSet(0);
        if (lost > 0) {
            NodeEvents.tell(lost + " events were dropped");
        }
    }

    private void failed(Undelivered failure) {
        if (!ApiFailures.isPassing(failure)) {
            tellOnce(failure.problem());
        }
        if (failure.later()) {
            close();
        }
    }

    private void tellOnce(Problem problem) {
        if (!told.equals(Optional.of(problem.code()))) {
            told = Optional.of(problem.code());
            NodeEvents.tell("Kubernetes is not told", problem);
        }
    }

    private void pause() throws InterruptedException {
        if (!off && !never.await(retry.toNanos(), TimeUnit.NANOSECONDS)) {
            Duration twice = retry.multipliedBy(2);
            retry = twice.compareTo(patience.retryMost()) > 0 ? patience.retryMost() : twice;
        }
    }

    /** Gives the connection up; credentials are read anew with the next. */
    void close() {
        api.ifPresent(ApiServer::close);
        api = Optional.empty();
    }
}
