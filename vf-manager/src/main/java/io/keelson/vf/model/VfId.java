package io.keelson.vf.model;

/**
 * One VF for as long as it exists: its address, and an incarnation that differs after {@code sriov_numvfs} went 0 and
 * back, when another VF sits at the same address. The incarnation is the inode of the device's directory in sysfs, which
 * the kernel never gives twice within a boot (kernfs ids carry a generation).
 */
public record VfId(PciAddress address, long incarnation) {
    @Override
    public String toString() {
        return address + "/" + incarnation;
    }
}
