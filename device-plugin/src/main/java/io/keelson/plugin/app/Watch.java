package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.plugin.pool.GrantEnds;
import io.keelson.vf.HostWatcher;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import java.time.Duration;

/** The reconciler's thread: a pass whenever the host may have changed, and every ten seconds. */
final class Watch {
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final HostWatcher watcher;
    private final Wiring wiring;
    private final PoolDesks desks;
    private final Intent intent;
    private final KubeletReads reads;
    private final GrantEnds grantEnds = new GrantEnds(System::nanoTime);
    private final GrantRecords grants;
    private volatile boolean ended;

    Watch(HostWatcher watcher, Wiring wiring, PoolDesks desks, Intent intent, KubeletReads reads) {
        this.watcher = watcher;
        this.wiring = wiring;
        this.desks = desks;
        this.intent = intent;
        this.reads = reads;
        this.grants = new GrantRecords(wiring.control().writer());
    }

    void run() {
        while (!ended) {
            try {
                watcher.awaitChange(AT_MOST);
                if (!ended) {
                    desks.update(intent.pools(), wiring.reconciler().pass());
                    endGrants();
                }
            } catch (HostException e) {
                Log.problem("a pass failed", e.problem());
            }
        }
    }

    private void endGrants() throws HostException {
        var ledger = wiring.control().writer().ledger();
        if (ledger.grants().isEmpty()) {
            return;
        }
        for (Grant over : grantEnds.over(ledger, reads.look())) {
            grants.end(over);
            Log.event("grant ended", "vf", over.vf().address());
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
