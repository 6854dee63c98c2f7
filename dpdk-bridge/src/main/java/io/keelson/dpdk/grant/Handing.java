package io.keelson.dpdk.grant;

/** By which driver a device reaches a container. */
public sealed interface Handing {
    /** The kernel's: as a netdev, which other means than nodes move. */
    record Kernel() implements Handing {}

    /** vfio-pci: as a group. */
    record Vfio(VfioMode mode) implements Handing {}

    /** igb_uio, uio_pci_generic or another of that kind: as a node of its own, guarded by nothing. */
    record Uio() implements Handing {}
}
