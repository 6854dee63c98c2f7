package io.keelson.lab;

/**
 * Hardware that a guest has besides the two PFs. Such a guest is booted each time, since QEMU cannot write down the state of
 * everything. Its bus numbers come after the PFs', so that these keep their names.
 */
public enum Extra {
    /** Nothing more. */
    NONE,

    /** An NVMe controller at {@code 0000:61:00.0} that can have 4 VFs, without a driver: SR-IOV, and no NIC. */
    NVME
}
