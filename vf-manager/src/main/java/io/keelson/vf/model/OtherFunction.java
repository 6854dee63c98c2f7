package io.keelson.vf.model;

import java.util.Optional;

/**
 * A PCI function that can be offered and is neither a PF of a NIC nor a VF of one: a NIC without SR-IOV (also a VF handed
 * into a virtual machine, as its guest sees it), or an accelerator with or without SR-IOV, and its VFs.
 *
 * @param physfn the PF, where an accelerator's VF is meant
 * @param netdev as for a VF; an accelerator has none
 * @param groupSize functions in its IOMMU group, 0 where there is no group
 */
public record OtherFunction(
        VfId id,
        FunctionKind kind,
        Optional<PciAddress> physfn,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver,
        Optional<DriverName> driverOverride,
        Optional<Netdev> netdev,
        Optional<IommuGroup> iommuGroup,
        int groupSize,
        Optional<NumaNode> numaNode,
        Traits traits)
        implements Device {

    /** Its PCI address. */
    public PciAddress address() {
        return id.address();
    }

    @Override
    public DeviceId deviceId() {
        return address();
    }

    @Override
    public PciAddress wire() {
        return physfn.orElseGet(this::address);
    }

    /** An accelerator has no netdev to be away. */
    @Override
    public boolean netdevIsAway() {
        return kind == FunctionKind.NETWORK && Device.super.netdevIsAway();
    }
}
