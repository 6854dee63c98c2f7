package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.step.Lane;
import java.util.Collection;

/** Where snapshots come from. */
public interface Facts {
    /**
     * The newest snapshot, with everything in these lanes read anew; called with the lanes held. The rest is as it was last
     * seen.
     *
     * @param settings whether what PFs hold about the VFs of {@code OneVf} lanes is read anew too, which costs a dump of all
     *     VFs of that PF; else it is as last seen
     */
    Snapshot look(Collection<Lane> lanes, boolean settings) throws HostException;

    /** The newest snapshot as it is, for those who only show it. */
    Snapshot last();
}
