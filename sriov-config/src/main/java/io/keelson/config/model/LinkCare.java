package io.keelson.config.model;

import java.util.Locale;

/** What it means for a pool's devices that their PF has no link. */
public enum LinkCare {
    /** Those that nobody holds are unhealthy until the link is back for good. */
    FOLLOW,
    /** Nothing: pods get VFs during an outage too, as with the SR-IOV device plugin. */
    IGNORE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
