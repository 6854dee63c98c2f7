package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where facts are read: all of them, or a part anew. Every answer has a higher generation than those begun before it. Safe
 * for use by several threads.
 */
public interface FactSource {
    /** Everything. */
    Snapshot scan();

    /** One PF with its VFs and what it holds about them. */
    Part pf(PciAddress pf);

    /** One VF as its files show it, without what the PF holds about it; empty when it is not this VF that is there now. */
    Optional<Part> vf(Vf known);

    /** What its PF holds about one VF. The kernel tells of all VFs at once, so it costs as much as asking for all. */
    Part settings(Vf known) throws HostException;

    /** Parts of full scans, where those are cheap: a fake host. */
    static FactSource of(Supplier<Snapshot> scan) {
        return new WholeScans(scan);
    }
}
