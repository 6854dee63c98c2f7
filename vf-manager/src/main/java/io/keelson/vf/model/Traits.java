package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;

/**
 * What a network function has besides its PCI facts, for selectors and for what a container is granted.
 *
 * @param linkType of its own netdev, else of its PF's
 * @param pkey the first of the first port of its first RDMA device; only where the link is InfiniBand
 * @param rdma by name
 * @param vdpa the first by name, where there are several
 * @param ddp the package that its PF's NIC runs
 * @param representor where its PF is in switchdev mode: the host's netdev that stands for it at the switch
 * @param uio the node of a uio driver, below {@code /dev}
 */
public record Traits(
        Optional<AcpiIndex> acpiIndex,
        Optional<LinkType> linkType,
        Optional<PKey> pkey,
        List<RdmaDevice> rdma,
        Optional<VdpaDevice> vdpa,
        Optional<DeviceNode> uio,
        Optional<DdpProfile> ddp,
        Optional<IfName> representor) {
    /** Nothing of all this, or nobody looked. */
    public static final Traits NONE = new Traits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    public Traits {
        rdma = List.copyOf(rdma);
    }

    /** On a NIC that runs no DDP package, and without representor, or where nobody asked. */
    public Traits(
            Optional<AcpiIndex> acpiIndex,
            Optional<LinkType> linkType,
            Optional<PKey> pkey,
            List<RdmaDevice> rdma,
            Optional<VdpaDevice> vdpa,
            Optional<DeviceNode> uio) {
        this(acpiIndex, linkType, pkey, rdma, vdpa, uio, Optional.empty(), Optional.empty());
    }

    /** The same, but for the link type. */
    public Traits withLinkType(Optional<LinkType> other) {
        return new Traits(acpiIndex, other, pkey, rdma, vdpa, uio, ddp, representor);
    }

    /** The same, but for the DDP package. */
    public Traits withDdp(Optional<DdpProfile> other) {
        return new Traits(acpiIndex, linkType, pkey, rdma, vdpa, uio, other, representor);
    }

    /** The same, but for the representor. */
    public Traits withRepresentor(Optional<IfName> other) {
        return new Traits(acpiIndex, linkType, pkey, rdma, vdpa, uio, ddp, other);
    }

    /** Whether there is an RDMA device of its own in this namespace. */
    public boolean isRdma() {
        return !rdma.isEmpty();
    }
}
