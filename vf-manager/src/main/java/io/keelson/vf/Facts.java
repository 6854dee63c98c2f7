package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.step.Lane;
import java.util.Collection;

/** Where snapshots come from. */
public interface Facts {
    /** The newest snapshot, with everything in these lanes read anew; called with the lanes held. */
    Snapshot look(Collection<Lane> lanes) throws HostException;

    /** The newest snapshot as it is, for those who only show it. */
    Snapshot last();
}
