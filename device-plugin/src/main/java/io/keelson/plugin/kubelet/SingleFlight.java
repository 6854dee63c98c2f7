package io.keelson.plugin.kubelet;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Answers many callers with few calls: one call at a time, and whoever comes while it is under way shares the next one, never
 * the one under way, whose answer may be older than the question.
 *
 * @param <T> the answer
 */
final class SingleFlight<T> {
    /** The call itself, on the thread of one of the callers. */
    @FunctionalInterface
    interface Call<T> {
        T run(Deadline until) throws HostException;
    }

    private static final class Flight<T> {
        boolean taken;
        boolean done;

        @Nullable
        T answer;

        @Nullable
        HostException failure;
    }

    private final Call<T> call;
    private final Subject subject;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition landed = lock.newCondition();
    private boolean flying;
    private Flight<T> next = new Flight<>();

    SingleFlight(Subject subject, Call<T> call) {
        this.subject = subject;
        this.call = call;
    }

    /**
     * An answer to a call that began after this was asked; fails as the call did, or when the deadline passes. A call that
     * failed for another caller's shorter deadline is no answer to this one.
     */
    T ask(Deadline until) throws HostException {
        while (true) {
            Flight<T> mine = board(until);
            boolean own = !mine.done;
            if (own) {
                fly(mine, until);
            }
            if (mine.failure == null) {
                return Objects.requireNonNull(mine.answer);
            }
            if (own || until.passed()) {
                throw new HostException(mine.failure.problem(), mine.failure);
            }
        }
    }

    /** The flight to share: done when somebody else made it, not done when it is this caller's to make. */
    private Flight<T> board(Deadline until) throws HostException {
        lock.lock();
        try {
            Flight<T> mine = next;
            while (!mine.done && (flying || mine.taken)) {
                if (landed.awaitNanos(until.left().toNanos()) <= 0) {
                    throw new HostException(tooLate("kubelet did not answer in time"));
                }
            }
            if (!mine.done) {
                mine.taken = true;
                flying = true;
                next = new Flight<>();
            }
            return mine;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(tooLate("interrupted while waiting for kubelet"), e);
        } finally {
            lock.unlock();
        }
    }

    private void fly(Flight<T> mine, Deadline until) {
        HostException failure = null;
        T answer = null;
        try {
            answer = call.run(until);
        } catch (HostException e) {
            failure = e;
        } catch (RuntimeException e) {
            failure = new HostException(tooLate("the call failed: " + e), e);
        } finally {
            lock.lock();
            try {
                mine.answer = answer;
                mine.failure = failure;
                mine.done = true;
                flying = false;
                landed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Problem tooLate(String detail) {
        return Problem.of(Code.KUBELET_REFUSED, subject, detail, "it is worth another try; see kubelet's log");
    }
}
