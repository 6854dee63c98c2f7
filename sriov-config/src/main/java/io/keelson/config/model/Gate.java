package io.keelson.config.model;

import java.util.Locale;

/** Whether a container may start without the device it was granted being attached (or, for vfio, clean). */
public enum Gate {
    /** It may not: PreStartContainer is asked for and refuses. */
    STRICT,
    /** It may. */
    OFF;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
