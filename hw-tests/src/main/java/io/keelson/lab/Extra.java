package io.keelson.lab;

/**
 * Hardware that a guest has besides the two PFs. Its bus numbers come after the PFs', so that these keep their names.
 */
public enum Extra {
    /** Nothing more. */
    NONE,

    /**
     * An NVMe controller at {@code 0000:61:00.0} that can have 4 VFs, without a driver: SR-IOV, and no NIC. QEMU cannot write
     * down its state, so such a guest is booted each time.
     */
    NVME,

    /**
     * A virtio-net PF at {@code 0000:61:00.0} that can have 3 VFs ({@code .1} to {@code .3}), on a wire of their own, until
     * {@code virtio_net} is loaded without a netdev. It takes a newer QEMU, and so its own snapshots.
     */
    VIRTIO
}
