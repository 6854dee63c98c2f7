package io.keelson.vf.model;

import java.util.Optional;

/**
 * A sub-function (SF) of a NIC, a device of the auxiliary bus. Source: {@code Documentation/networking/devlink/devlink-port.rst}.
 *
 * @param parent the PCI function it was made from
 * @param number {@code sfnum}, which ranges of selectors count
 * @param netdev absent while it is in another network namespace
 * @param numaNode its parent's
 */
public record SubFunction(
        AuxName name,
        PciAddress parent,
        int number,
        Optional<Netdev> netdev,
        Optional<NumaNode> numaNode,
        Traits traits)
        implements Device {

    @Override
    public DeviceId deviceId() {
        return name;
    }

    @Override
    public PciAddress wire() {
        return parent;
    }

    @Override
    public Optional<DriverName> driver() {
        return Optional.empty();
    }

    @Override
    public Optional<IommuGroup> iommuGroup() {
        return Optional.empty();
    }

    @Override
    public int groupSize() {
        return 0;
    }
}
