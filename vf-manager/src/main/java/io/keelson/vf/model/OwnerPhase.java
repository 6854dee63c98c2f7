package io.keelson.vf.model;

import java.util.Locale;

/** RESERVED before IPAM and the kernel are touched, ATTACHED once committed, RELEASING until the VF is proven clean. */
public enum OwnerPhase {
    RESERVED,
    ATTACHED,
    RELEASING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
