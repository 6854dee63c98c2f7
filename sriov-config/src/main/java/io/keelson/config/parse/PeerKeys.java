package io.keelson.config.parse;

import io.keelson.config.model.DeviceType;
import java.util.List;

/** The keys of a {@code resourceList} selector, and which of them count for which type of device. */
final class PeerKeys {
    /** Every key there is. */
    static final List<String> ALL = List.of(
            "vendors",
            "devices",
            "drivers",
            "pciAddresses",
            "pfNames",
            "rootDevices",
            "linkTypes",
            "acpiIndexes",
            "ddpProfiles",
            "pKeys",
            "isRdma",
            "needVhostNet",
            "vdpaType",
            "auxTypes");

    private static final List<String> NET_DEVICE =
            ALL.stream().filter(key -> !key.equals("auxTypes")).toList();
    private static final List<String> ACCELERATOR = List.of("vendors", "devices", "drivers", "pciAddresses");
    private static final List<String> AUX_NET_DEVICE = List.of(
            "vendors",
            "devices",
            "drivers",
            "pfNames",
            "rootDevices",
            "linkTypes",
            "isRdma",
            "needVhostNet",
            "auxTypes");

    private PeerKeys() {}

    /** The keys that count for this type. */
    static List<String> of(DeviceType type) {
        return switch (type) {
            case NET_DEVICE -> NET_DEVICE;
            case ACCELERATOR -> ACCELERATOR;
            case AUX_NET_DEVICE -> AUX_NET_DEVICE;
        };
    }

    /** The keys that say something here and do not count for this type. */
    static List<String> unread(GoFields fields, DeviceType type) {
        return ALL.stream()
                .filter(key -> !of(type).contains(key) && fields.says(key))
                .toList();
    }
}
