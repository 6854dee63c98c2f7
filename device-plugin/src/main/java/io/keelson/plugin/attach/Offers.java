package io.keelson.plugin.attach;

import io.keelson.config.model.Pool;
import io.keelson.vf.model.DeviceId;
import java.util.List;
import java.util.Optional;

/** Which pool owns which device now. */
public interface Offers {
    /** The pool this device belongs to, or empty when it is none of ours. */
    Optional<Pool> poolOf(DeviceId device);

    /** All pools, in the order of the file. */
    List<Pool> pools();
}
