package io.keelson.vf.step;

import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Pf;
import java.util.Optional;

/** Which DDP packages NICs run, by devlink ({@code DEVLINK_CMD_INFO_GET}). */
@FunctionalInterface
public interface DdpProfiles {
    /** Asks nobody: no NIC runs any, as in a captured tree. */
    DdpProfiles NONE = pf -> Optional.empty();

    /** The package of this PF, or empty where devlink does not know the device or it runs none. */
    Optional<DdpProfile> of(Pf pf) throws HostException;
}
