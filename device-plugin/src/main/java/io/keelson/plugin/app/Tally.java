package io.keelson.plugin.app;

import io.keelson.vf.ChangeWatch;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What a request costs: everything that is heard on the thread that works on it, between its begin and its end. */
final class Tally implements ChangeWatch {
    private static final String ALL_VFS = "read the VFs of ";

    private final Totals totals;
    private final ThreadLocal<Optional<Cost>> current = ThreadLocal.withInitial(Optional::empty);

    /** @param totals what is counted on every thread */
    Tally(Totals totals) {
        this.totals = totals;
    }

    Totals totals() {
        return totals;
    }

    /** The cost of one request so far. */
    static final class Cost {
        final Map<Phase, Duration> phases = new EnumMap<>(Phase.class);
        private final long began = System.nanoTime();
        Duration kubelet = Duration.ZERO;
        Duration ipam = Duration.ZERO;
        int looks;
        int netlink;
        int pfDumps;
        int execs;
        int fsyncs;

        long microseconds(Phase phase) {
            return phases.getOrDefault(phase, Duration.ZERO).toNanos() / 1000;
        }

        long microseconds() {
            return took().toNanos() / 1000;
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - began);
        }
    }

    /** From now on this thread works on a request. */
    Cost begin() {
        Cost cost = new Cost();
        current.set(Optional.of(cost));
        return cost;
    }

    /** What it works on now is counted no more. */
    void end() {
        current.remove();
    }

    @Override
    public void took(Phase phase, Duration time) {
        current.get().ifPresent(cost -> {
            cost.phases.merge(phase, time, Duration::plus);
            cost.looks += phase == Phase.LOOK ? 1 : 0;
        });
    }

    @Override
    public void forced() {
        totals.syncs.increment();
        current.get().ifPresent(cost -> cost.fsyncs++);
    }

    /** A netlink message of this purpose is sent. */
    void message(String purpose) {
        totals.netlink.increment();
        current.get().ifPresent(cost -> {
            cost.netlink++;
            cost.pfDumps += purpose.startsWith(ALL_VFS) ? 1 : 0;
        });
    }

    /** Another program is executed. */
    void exec(String program) {
        totals.programs.increment();
        current.get().ifPresent(cost -> cost.execs++);
    }

    /** Kubelet was asked since then ({@link System#nanoTime}). */
    void askedKubelet(long since) {
        current.get().ifPresent(cost -> cost.kubelet = cost.kubelet.plusNanos(System.nanoTime() - since));
    }

    /** An IPAM plugin was asked since then. */
    void askedIpam(long since) {
        current.get().ifPresent(cost -> cost.ipam = cost.ipam.plusNanos(System.nanoTime() - since));
    }
}
