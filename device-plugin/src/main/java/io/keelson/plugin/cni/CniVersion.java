package io.keelson.plugin.cni;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The versions of CNI's configuration and result that are spoken, oldest first. */
enum CniVersion {
    V0_3_0("0.3.0"),
    V0_3_1("0.3.1"),
    V0_4_0("0.4.0"),
    V1_0_0("1.0.0"),
    V1_1_0("1.1.0");

    static final CniVersion NEWEST = V1_1_0;

    private final String text;

    CniVersion(String text) {
        this.text = text;
    }

    static Optional<CniVersion> parse(String text) {
        return Arrays.stream(values()).filter(v -> v.text.equals(text)).findFirst();
    }

    static List<String> all() {
        return Arrays.stream(values()).map(CniVersion::toString).toList();
    }

    /** Whether each address of a result says {@code "version": "4"} or {@code "6"}; 1.0.0 dropped it. */
    boolean namesIpVersion() {
        return compareTo(V1_0_0) < 0;
    }

    /**
     * Whether interfaces tell their MTU. The specification has it from 1.1.0 on; the reference library, and with it every
     * plugin of its kind, writes it from 1.0.0 on.
     */
    boolean tellsMtu() {
        return compareTo(V1_0_0) >= 0;
    }

    /** Whether interfaces tell their PCI address and routes their attributes. */
    boolean tellsDetails() {
        return compareTo(V1_1_0) >= 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
