package io.keelson.vf.step;

import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;

/** How PFs' embedded switches forward, by devlink ({@code DEVLINK_CMD_ESWITCH_GET}). */
@FunctionalInterface
public interface EswitchModes {
    /** Asks nobody: no device has a mode, as in a captured tree. */
    EswitchModes NONE = pf -> Optional.empty();

    /** The mode, or empty where devlink does not know the device or its driver has no eswitch. */
    Optional<EswitchMode> of(PciAddress pf) throws HostException;
}
