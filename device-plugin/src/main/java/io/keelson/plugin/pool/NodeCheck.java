package io.keelson.plugin.pool;

import io.keelson.dpdk.grant.DevPath;

/** Whether a device node is there on the host now. */
@FunctionalInterface
public interface NodeCheck {
    /** True if it is. */
    boolean present(DevPath node);
}
