package io.keelson.config.model;

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

    @Override
    public String toString() {
        return text;
    }
}
