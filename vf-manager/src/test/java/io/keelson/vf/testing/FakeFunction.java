package io.keelson.vf.testing;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/** One PCI function of the fake kernel: a PF, or a VF of one. */
final class FakeFunction {
    final PciAddress address;
    final Optional<PciAddress> pf;
    final int index;
    final long incarnation;
    final IommuGroup group;
    Optional<DriverName> driver = Optional.empty();
    Optional<DriverName> override = Optional.empty();
    boolean autoprobe = true;
    int numVfs;
    int totalVfs;
    VfSettings settings = VfSettings.NONE;

    FakeFunction(PciAddress address, Optional<PciAddress> pf, int index, long incarnation, IommuGroup group) {
        this.address = address;
        this.pf = pf;
        this.index = index;
        this.incarnation = incarnation;
        this.group = group;
    }
}
