package io.keelson.vf.run;

import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.Lane;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Locks with deadlines: a whole PF for one plan, or one VF of a PF that others share. Several are taken in PCI order, so
 * that two plans never wait for each other. Taken and given back by the same thread.
 */
public final class Lanes {
    private final Map<PciAddress, ReentrantReadWriteLock> pfs = new ConcurrentHashMap<>();
    private final Map<PciAddress, ReentrantLock> vfs = new ConcurrentHashMap<>();

    /** Lanes that are held until closed. */
    public static final class Held implements AutoCloseable {
        private final Deque<Lock> locks = new ArrayDeque<>();

        @Override
        public void close() {
            while (!locks.isEmpty()) {
                locks.pop().unlock();
            }
        }
    }

    /** All of these lanes, or none and empty when one was not to be had in time or the thread was interrupted. */
    public Optional<Held> take(Collection<Lane> wanted, Deadline until) {
        Held held = new Held();
        for (Lane lane : wanted.stream().distinct().sorted().toList()) {
            for (Lock lock : locksOf(lane)) {
                if (!lock(lock, until)) {
                    held.close();
                    return Optional.empty();
                }
                held.locks.push(lock);
            }
        }
        return Optional.of(held);
    }

    private List<Lock> locksOf(Lane lane) {
        ReentrantReadWriteLock pf = pfs.computeIfAbsent(lane.pf(), a -> new ReentrantReadWriteLock(true));
        if (lane instanceof Lane.OneVf one) {
            return List.of(pf.readLock(), vfs.computeIfAbsent(one.vf(), a -> new ReentrantLock(true)));
        }
        return List.of(pf.writeLock());
    }

    private static boolean lock(Lock lock, Deadline until) {
        try {
            return lock.tryLock(until.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
