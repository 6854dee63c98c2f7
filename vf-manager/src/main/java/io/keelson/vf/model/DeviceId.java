package io.keelson.vf.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * What kubelet, containers and the ledger call a device: the address of a PCI function, or the name of a sub-function. Both
 * are the peers' ids, letter for letter.
 */
public sealed interface DeviceId permits PciAddress, AuxName {
    /** PCI functions by address, then sub-functions by name. */
    Comparator<DeviceId> ORDER = DeviceId::compare;

    /** The id a text spells in full, or empty. */
    static Optional<DeviceId> parse(String text) {
        Optional<DeviceId> address = PciAddress.parse(text).map(DeviceId.class::cast);
        return address.or(() -> AuxName.parse(text));
    }

    private static int compare(DeviceId one, DeviceId other) {
        if (one instanceof PciAddress a && other instanceof PciAddress b) {
            return a.compareTo(b);
        }
        if (one instanceof AuxName a && other instanceof AuxName b) {
            return a.compareTo(b);
        }
        return one instanceof PciAddress ? -1 : 1;
    }
}
