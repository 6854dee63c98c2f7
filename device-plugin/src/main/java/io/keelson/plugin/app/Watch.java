package io.keelson.plugin.app;

import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.GrantEnds;
import io.keelson.vf.HostWatcher;
import io.keelson.vf.Moved;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The reconciler's thread: what moved is looked at when it moved, and everything every ten seconds. */
final class Watch {
    private static final Duration ROUND = Duration.ofSeconds(10);
    private static final Duration SETTLING = Duration.ofSeconds(1);

    private final HostWatcher watcher;
    private final Wiring wiring;
    private final PoolDesks desks;
    private final KubeletReads reads;
    private final GrantEnds grantEnds = new GrantEnds(System::nanoTime);
    private final PassRequests requests = new PassRequests();
    private volatile boolean configurationMoved;
    private volatile boolean ended;

    Watch(HostWatcher watcher, Wiring wiring, PoolDesks desks, KubeletReads reads) {
        this.watcher = watcher;
        this.wiring = wiring;
        this.desks = desks;
        this.reads = reads;
    }

    void run() {
        Deadline round = Deadline.after(ROUND);
        while (!ended) {
            try {
                Moved moved = watcher.awaitChange(patience(round));
                if (ended) {
                    return;
                }
                if (round.passed()) {
                    round = Deadline.after(ROUND);
                    reload();
                    pass(Moved.ANYTHING);
                    endGrants();
                    wiring.intent().tidy(ledger());
                } else {
                    pass(configurationMoved && reload() ? Moved.ANYTHING : moved);
                }
            } catch (HostException e) {
                Log.problem("a pass failed", e.problem());
            } catch (RuntimeException e) {
                Log.problem("a pass failed", Output.internal(e));
            }
        }
    }

    private Duration patience(Deadline round) {
        Duration left = round.left();
        return desks.settling() && left.compareTo(SETTLING) > 0 ? SETTLING : left;
    }

    private boolean reload() {
        configurationMoved = false;
        return wiring.reload().look(wiring.machine().facts().last(), ledger());
    }

    private Ledger ledger() {
        return wiring.control().writer().ledger();
    }

    private void pass(Moved moved) {
        var asked = requests.take();
        if (!asked.isEmpty()) {
            reload();
        }
        Moved all = asked.isEmpty() ? moved : Moved.ANYTHING;
        if (all.isNothing() && !desks.settling()) {
            return;
        }
        List<String> steps = new ArrayList<>();
        Reconciler reconciler = wiring.reconciler();
        PoolAssignment assignment = wiring.steps().telling(steps, () -> wiring.pass(all));
        desks.update(wiring.intent().get().pools(), assignment, moved);
        PassReport report = new PassReport(steps, reconciler.problems());
        asked.forEach(a -> a.complete(report));
    }

    /** A pass that begins after this was called, and what it did. */
    PassReport passNow(Deadline until) throws HostException {
        return requests.ask(this::wake, until);
    }

    private void endGrants() throws HostException {
        Ledger ledger = ledger();
        if (ledger.grants().isEmpty()) {
            return;
        }
        GrantEnds.Look look = reads.look();
        GrantEnds.stale(ledger, look).stream().map(Grant::resource).distinct().forEach(desks::again);
        for (Grant over : grantEnds.over(ledger, look)) {
            wiring.granted().end(over).ifPresent(p -> Log.problem("the VF of a grant is not clean yet", p));
            if (!over.equals(ledger().grants().get(over.device()))) {
                Log.event("grant ended", Key.VF, over.device());
            }
        }
    }

    /** The configuration may read otherwise than it did. */
    void configurationMoved() {
        configurationMoved = true;
        wake();
    }

    void wake() {
        try {
            watcher.wake();
        } catch (HostException e) {
            Log.problem("the reconciler was not woken", e.problem());
        }
    }

    void end() {
        ended = true;
        wake();
    }

    /** Once the thread has ended. */
    void close() throws HostException {
        watcher.close();
    }
}
