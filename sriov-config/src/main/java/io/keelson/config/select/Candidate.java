package io.keelson.config.select;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.Optional;

/**
 * A device as selectors see it: a VF, a VF that does not exist yet, or a PF without VFs.
 *
 * @param index absent for a PF itself
 */
public record Candidate(
        PciAddress address,
        Optional<VfIndex> index,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver) {

    /** A VF that is there. */
    public static Candidate of(Vf vf) {
        return new Candidate(vf.address(), Optional.of(vf.index()), vf.vendor(), vf.device(), vf.driver());
    }

    /** The VF that will sit at this address: of its PF's vendor, with the VF device id the PF tells, bound to nothing. */
    public static Candidate future(Pf pf, VfIndex index, PciAddress address) {
        return new Candidate(address, Optional.of(index), pf.vendor(), pf.vfDevice(), Optional.empty());
    }

    /** The PF itself. */
    static Candidate of(Pf pf) {
        return new Candidate(pf.address(), Optional.empty(), pf.vendor(), pf.device(), pf.driver());
    }
}
