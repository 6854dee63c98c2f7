package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;

/**
 * A network function able to create VFs (PCI class 02 with {@code sriov_totalvfs}), as seen at one moment.
 *
 * @param netdev the uplink, never a representor
 * @param totalVfs most VFs the device offers, 0 where firmware turned SR-IOV off; absent where it could not be read
 * @param numVfs VFs that exist now, which may be more than {@code vfs} tells; absent where it could not be read
 * @param autoprobe whether new VFs get a driver by themselves ({@code sriov_drivers_autoprobe})
 * @param layout absent where the kernel does not tell (before 4.14)
 * @param eswitchMode absent where devlink does not know the device
 * @param vfs by index
 * @param groupSize functions in its IOMMU group, 0 where there is no group
 * @param traits what it has besides
 */
public record Pf(
        PciAddress address,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver,
        Optional<Netdev> netdev,
        Optional<Integer> totalVfs,
        Optional<Integer> numVfs,
        Optional<Boolean> autoprobe,
        Optional<SriovLayout> layout,
        Optional<HexId> vfDevice,
        Optional<NumaNode> numaNode,
        Optional<EswitchMode> eswitchMode,
        List<Vf> vfs,
        Optional<IommuGroup> iommuGroup,
        int groupSize,
        Traits traits)
        implements Device {

    public Pf {
        vfs = List.copyOf(vfs);
    }

    /** A PF without IOMMU group and {@link Traits}. */
    public Pf(
            PciAddress address,
            Optional<HexId> vendor,
            Optional<HexId> device,
            Optional<DriverName> driver,
            Optional<Netdev> netdev,
            Optional<Integer> totalVfs,
            Optional<Integer> numVfs,
            Optional<Boolean> autoprobe,
            Optional<SriovLayout> layout,
            Optional<HexId> vfDevice,
            Optional<NumaNode> numaNode,
            Optional<EswitchMode> eswitchMode,
            List<Vf> vfs) {
        this(
                address,
                vendor,
                device,
                driver,
                netdev,
                totalVfs,
                numVfs,
                autoprobe,
                layout,
                vfDevice,
                numaNode,
                eswitchMode,
                vfs,
                Optional.empty(),
                0,
                Traits.NONE);
    }

    @Override
    public DeviceId deviceId() {
        return address;
    }

    @Override
    public PciAddress wire() {
        return address;
    }

    /** Whether it has no VFs, and is known to have none: only then can it be handed out itself. */
    public boolean isWithoutVfs() {
        return numVfs.equals(Optional.of(0)) && vfs.isEmpty();
    }

    /** The name of its uplink, if it has one on the host. */
    public Optional<IfName> name() {
        return netdev.map(Netdev::name);
    }

    /** The same PF with these VFs. */
    public Pf withVfs(List<Vf> others) {
        return with(eswitchMode, others, traits);
    }

    /** The same PF in this eswitch mode. */
    public Pf withEswitchMode(Optional<EswitchMode> mode) {
        return with(mode, vfs, traits);
    }

    /** The same PF with these traits. */
    public Pf withTraits(Traits others) {
        return with(eswitchMode, vfs, others);
    }

    /** The same PF, and its VFs, on a NIC that runs this DDP package. */
    public Pf withDdp(Optional<DdpProfile> profile) {
        List<Vf> others = vfs.stream()
                .map(vf -> vf.withTraits(vf.traits().withDdp(profile)))
                .toList();
        return with(eswitchMode, others, traits.withDdp(profile));
    }

    private Pf with(Optional<EswitchMode> mode, List<Vf> others, Traits has) {
        return new Pf(
                address,
                vendor,
                device,
                driver,
                netdev,
                totalVfs,
                numVfs,
                autoprobe,
                layout,
                vfDevice,
                numaNode,
                mode,
                others,
                iommuGroup,
                groupSize,
                has);
    }
}
