package io.keelson.config.model;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.PciAddress;
import java.util.List;
import java.util.Optional;

/**
 * A set of devices by what they are: every key that is there has to match, one of its values each.
 *
 * @param where its place in the file, {@code pools[1].select}
 * @param pfNames absent: any PF; only the first entry for a PF counts
 * @param rootDevices as {@code pfNames}, by the PF's PCI address
 * @param traits keys that ask for more than PCI facts
 */
public record Selector(
        String where,
        AnyOf<HexId> vendors,
        AnyOf<HexId> devices,
        AnyOf<DriverName> drivers,
        Optional<List<PfRange>> pfNames,
        Optional<List<PfRange>> rootDevices,
        AnyOf<PciAddress> pciAddresses,
        TraitKeys traits) {
    public Selector {
        pfNames = pfNames.map(List::copyOf);
        rootDevices = rootDevices.map(List::copyOf);
    }

    /** One that no device matches, having no PF. */
    public static Selector ofNothing(String where) {
        return new Selector(
                where,
                AnyOf.anything(),
                AnyOf.anything(),
                AnyOf.anything(),
                Optional.of(List.of()),
                Optional.empty(),
                AnyOf.anything(),
                TraitKeys.NONE);
    }

    /** Whether no key is there, so that every device matches; {@code needVhostNet} is no such key. */
    public boolean isEmpty() {
        return vendors.isAnything()
                && devices.isAnything()
                && drivers.isAnything()
                && pfNames.isEmpty()
                && rootDevices.isEmpty()
                && pciAddresses.isAnything()
                && traits.isAnything();
    }

    /** What devices that enter a pool through it get besides. */
    public Extras adds() {
        return new Extras(
                traits.isRdma(), traits.needVhostNet(), traits.vdpa().values().flatMap(types -> types.stream()
                        .findFirst()));
    }
}
