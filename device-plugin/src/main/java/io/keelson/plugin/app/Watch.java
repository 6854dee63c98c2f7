package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.GrantEnds;
import io.keelson.vf.HostWatcher;
import io.keelson.vf.Moved;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The reconciler's thread: what moved is looked at when it moved, and everything every ten seconds. */
final class Watch {
    private static final Duration ROUND = Duration.ofSeconds(10);

    private final HostWatcher watcher;
    private final Wiring wiring;
    private final PoolDesks desks;
    private final Intent intent;
    private final KubeletReads reads;
    private final GrantEnds grantEnds = new GrantEnds(System::nanoTime);
    private final PassRequests requests = new PassRequests();
    private volatile boolean ended;

    Watch(HostWatcher watcher, Wiring wiring, PoolDesks desks, Intent intent, KubeletReads reads) {
        this.watcher = watcher;
        this.wiring = wiring;
        this.desks = desks;
        this.intent = intent;
        this.reads = reads;
    }

    void run() {
        Deadline round = Deadline.after(ROUND);
        while (!ended) {
            try {
                Moved moved = watcher.awaitChange(round.left());
                if (ended) {
                    return;
                }
                if (round.passed()) {
                    round = Deadline.after(ROUND);
                    pass(Moved.ANYTHING);
                    endGrants();
                } else {
                    pass(moved);
                }
            } catch (HostException e) {
                Log.problem("a pass failed", e.problem());
            } catch (RuntimeException e) {
                Log.problem("a pass failed", Output.internal(e));
            }
        }
    }

    private void pass(Moved moved) {
        var asked = requests.take();
        Moved all = asked.isEmpty() ? moved : Moved.ANYTHING;
        if (all.isNothing()) {
            return;
        }
        List<String> steps = new ArrayList<>();
        Reconciler reconciler = wiring.reconciler();
        desks.update(intent.pools(), wiring.steps().telling(steps, () -> reconciler.pass(all)));
        PassReport report = new PassReport(steps, reconciler.problems());
        asked.forEach(a -> a.complete(report));
    }

    /** A pass that begins after this was called, and what it did. */
    PassReport passNow(Deadline until) throws HostException {
        return requests.ask(this::wake, until);
    }

    private void endGrants() throws HostException {
        var ledger = wiring.control().writer().ledger();
        if (ledger.grants().isEmpty()) {
            return;
        }
        GrantEnds.Look look = reads.look();
        GrantEnds.stale(ledger, look).stream().map(Grant::resource).distinct().forEach(desks::again);
        for (Grant over : grantEnds.over(ledger, look)) {
            wiring.granted().end(over).ifPresent(p -> Log.problem("the VF of a grant is not clean yet", p));
            if (!over.equals(
                    wiring.control().writer().ledger().grants().get(over.vf().address()))) {
                Log.event("grant ended", Key.VF, over.vf().address());
            }
        }
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
}
