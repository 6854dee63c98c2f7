package io.keelson.vf.model;

import java.util.Optional;
import java.util.regex.Pattern;

/** The name of a PCI driver as under {@code /sys/bus/pci/drivers}: letters, digits, {@code _ . -}, at most 64. */
public record DriverName(String text) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]{0,63}");

    /** The userspace driver for DPDK and VMs. */
    public static final DriverName VFIO_PCI = new DriverName("vfio-pci");

    public DriverName {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not a driver name");
        }
    }

    /** The name, or empty when it could be no directory of {@code /sys/bus/pci/drivers}. */
    public static Optional<DriverName> parse(String text) {
        return SYNTAX.matcher(text).matches() ? Optional.of(new DriverName(text)) : Optional.empty();
    }

    /** Whether a function bound to this driver belongs to user space and has no netdev. */
    public boolean isUserspace() {
        return text.equals("vfio-pci") || text.equals("igb_uio") || text.equals("uio_pci_generic");
    }

    @Override
    public String toString() {
        return text;
    }
}
