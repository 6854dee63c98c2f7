package io.keelson.config.model;

import java.util.Locale;

/** How thoroughly a VF is cleaned when a pod gives it back. */
public enum Release {
    /** Its declared baseline is restored and read back. */
    BASELINE,
    /** The driver is unbound and bound as well, which also removes features, filters, queues, XDP and children. */
    REBIND;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
