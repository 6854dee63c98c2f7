package io.keelson.vf.model;

import java.util.Optional;

/**
 * A virtual function as seen at one moment.
 *
 * @param index the n of {@code virtfn<n>} under its PF
 * @param netdev the host's netdev; absent for a userspace driver, an unbound VF, and a VF whose netdev is in another
 *     network namespace
 * @param groupSize functions in the VF's IOMMU group, 0 where there is no group
 * @param settings what the PF holds about it; absent where the PF was not asked (a captured tree) or did not tell;
 *     nothing present where its driver has no settings of VFs
 * @param traits what it has besides
 */
public record Vf(
        VfId id,
        PciAddress pf,
        VfIndex index,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver,
        Optional<DriverName> driverOverride,
        Optional<Netdev> netdev,
        Optional<IommuGroup> iommuGroup,
        int groupSize,
        Optional<NumaNode> numaNode,
        Optional<VfSettings> settings,
        Traits traits)
        implements Device {

    /** A VF without {@link Traits}. */
    public Vf(
            VfId id,
            PciAddress pf,
            VfIndex index,
            Optional<HexId> vendor,
            Optional<HexId> device,
            Optional<DriverName> driver,
            Optional<DriverName> driverOverride,
            Optional<Netdev> netdev,
            Optional<IommuGroup> iommuGroup,
            int groupSize,
            Optional<NumaNode> numaNode,
            Optional<VfSettings> settings) {
        this(
                id,
                pf,
                index,
                vendor,
                device,
                driver,
                driverOverride,
                netdev,
                iommuGroup,
                groupSize,
                numaNode,
                settings,
                Traits.NONE);
    }

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
        return pf;
    }

    /** Whether its PF's driver has no settings of VFs: nothing can be read there, and nothing set. */
    public boolean isWithoutSettings() {
        return settings.filter(VfSettings::isEmpty).isPresent();
    }

    /** The same VF with what its PF says of it. */
    public Vf withSettings(Optional<VfSettings> held) {
        return with(held, traits);
    }

    /** The same VF with these traits. */
    public Vf withTraits(Traits others) {
        return with(settings, others);
    }

    private Vf with(Optional<VfSettings> held, Traits has) {
        return new Vf(
                id,
                pf,
                index,
                vendor,
                device,
                driver,
                driverOverride,
                netdev,
                iommuGroup,
                groupSize,
                numaNode,
                held,
                has);
    }
}
