package io.keelson.config.model;

import java.util.Locale;

/** Which devices kubelet is asked to prefer when several are free. */
public enum Allocation {
    /** Those of the PF that is fullest. */
    PACK,
    /** Those of the PF that is emptiest. */
    SPREAD;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
