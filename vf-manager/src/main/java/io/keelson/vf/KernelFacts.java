package io.keelson.vf;

import io.keelson.vf.model.Snapshot;
import io.keelson.vf.step.Lane;
import java.util.Collection;
import java.util.function.Supplier;

/** Snapshots of a scanner, the newest kept for those who only show it. Safe for use by several threads. */
public final class KernelFacts implements Facts {
    private final Supplier<Snapshot> scan;
    private volatile Snapshot last;

    /** @param scan a full scan, each with a higher generation than those begun before */
    public KernelFacts(Supplier<Snapshot> scan) {
        this.scan = scan;
        this.last = scan.get();
    }

    @Override
    public Snapshot look(Collection<Lane> lanes) {
        Snapshot seen = scan.get();
        synchronized (this) {
            if (seen.generation() > last.generation()) {
                last = seen;
            }
            return last;
        }
    }

    @Override
    public Snapshot last() {
        return last;
    }
}
