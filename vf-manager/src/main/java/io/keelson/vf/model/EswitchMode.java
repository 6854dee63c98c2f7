package io.keelson.vf.model;

import java.util.Locale;

/** How a NIC's embedded switch forwards: by MAC and VLAN, or under the host's rules through representors. */
public enum EswitchMode {
    LEGACY,
    SWITCHDEV;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
