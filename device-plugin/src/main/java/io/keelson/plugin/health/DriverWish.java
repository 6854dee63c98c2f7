package io.keelson.plugin.health;

/** Which driver a pool wants on its VFs. */
public enum DriverWish {
    /** The kernel's own driver, so that the VF has a netdev. */
    KERNEL,
    /** vfio-pci, for DPDK and virtual machines. */
    VFIO,
    /** Whatever is bound. */
    AS_FOUND
}
