package io.keelson.config.model;

import io.keelson.vf.model.DriverName;

/** Which driver the VFs of a pool shall be bound to. */
public enum DriverChoice {
    /** The kernel's own for the device, so that the VF has a netdev. */
    KERNEL("kernel"),
    /** vfio-pci, for user space. */
    VFIO_PCI("vfio-pci"),
    /** Whatever it is bound to; where {@code nics} creates the VFs, one bound to nothing is offered to the kernel's drivers. */
    AS_FOUND("as-found");

    private final String text;

    DriverChoice(String text) {
        this.text = text;
    }

    /** Whether a VF bound to this driver is as the pool wants it. */
    public boolean fits(DriverName bound) {
        return switch (this) {
            case KERNEL -> !bound.isUserspace();
            case VFIO_PCI -> bound.equals(DriverName.VFIO_PCI);
            case AS_FOUND -> true;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
