package io.keelson.vf.model;

/**
 * How a PF numbers its VFs: VF n has the PF's routing id plus {@code offset + n * stride}.
 * Source: {@code sriov_offset} and {@code sriov_stride}, {@code Documentation/ABI/testing/sysfs-bus-pci}.
 */
public record SriovLayout(int offset, int stride) {
    /** The address VF {@code index} of the given PF has, or will have once it exists. */
    public PciAddress vfAddress(PciAddress pf, VfIndex index) {
        int routingId = (pf.bus() << 8 | pf.device() << 3 | pf.function()) + offset + index.index() * stride;
        return new PciAddress(pf.domain(), routingId >> 8 & 0xff, routingId >> 3 & 0x1f, routingId & 7);
    }
}
