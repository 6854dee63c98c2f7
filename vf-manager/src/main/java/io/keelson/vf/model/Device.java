package io.keelson.vf.model;

import java.util.Optional;

/** What can be handed to a pod, as seen at one moment. */
public sealed interface Device permits Vf, Pf, OtherFunction, SubFunction {
    /** What kubelet calls it. */
    DeviceId deviceId();

    /** The function whose port it is on: of a VF its PF, of a sub-function what it was made from, else itself. */
    PciAddress wire();

    /** What it is bound to; absent too for a sub-function, which is bound to its driver for good. */
    Optional<DriverName> driver();

    /** The host's netdev, if it has one there. */
    Optional<Netdev> netdev();

    /** Its IOMMU group; a sub-function has none of its own. */
    Optional<IommuGroup> iommuGroup();

    /** Functions in that group, 0 where there is no group. */
    int groupSize();

    /** Where it is near to. */
    Optional<NumaNode> numaNode();

    /** What it has besides. */
    Traits traits();

    /** Bound to a driver that hands it to user space: it has no netdev anywhere. */
    default boolean isInUserspace() {
        return driver().filter(DriverName::isUserspace).isPresent();
    }

    /**
     * Bound to a driver of the kernel, yet without a netdev on the host: the netdev is in another namespace. What serves a
     * vDPA device need not have one.
     */
    default boolean netdevIsAway() {
        return netdev().isEmpty()
                && traits().vdpa().isEmpty()
                && driver().map(d -> !d.isUserspace()).orElse(false);
    }
}
