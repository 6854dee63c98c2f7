package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;

/** What a link speaks, as far as selectors tell it apart. Source: {@code ARPHRD_*} of {@code linux/if_arp.h}. */
public enum LinkType {
    ETHER(1),
    INFINIBAND(32);

    private final int hardwareType;

    LinkType(int hardwareType) {
        this.hardwareType = hardwareType;
    }

    /** The link type of a netdev's {@code type} in sysfs; empty for every other, and for what is no number. */
    public static Optional<LinkType> ofHardwareType(String text) {
        long number = KernelText.decimal(text).orElse(-1);
        for (LinkType type : values()) {
            if (type.hardwareType == number) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    /** {@code ether} or {@code infiniband}, as ip-link(8) and selectors write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
