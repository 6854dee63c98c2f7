package io.keelson.plugin.pool;

import io.keelson.vf.model.Device;

/** Whether a device could be attached at once: nobody holds it, no grant of it lasts, and it is proven clean. */
@FunctionalInterface
public interface RestCheck {
    /** True if so, now. */
    boolean atRest(Device device);
}
