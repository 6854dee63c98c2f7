package io.keelson.config.select;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.Optional;

/**
 * A device as selectors see it: a VF, a VF that does not exist yet, a PF without VFs, another function, a sub-function.
 *
 * @param address a sub-function's is its parent's
 * @param number what ranges count: the index of a VF, the number of a sub-function; absent for a function of its own
 */
public record Candidate(
        PciAddress address,
        Optional<Integer> number,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver,
        Traits traits) {

    /** A VF that is there. */
    public static Candidate of(Vf vf) {
        return new Candidate(
                vf.address(), Optional.of(vf.index().index()), vf.vendor(), vf.device(), vf.driver(), vf.traits());
    }

    /**
     * The VF that will sit at this address: of its PF's vendor and link type, with the VF device id the PF tells, bound to
     * nothing.
     */
    public static Candidate future(Pf pf, VfIndex index, PciAddress address) {
        Traits traits = Traits.NONE
                .withLinkType(pf.traits().linkType())
                .withDdp(pf.traits().ddp());
        return new Candidate(address, Optional.of(index.index()), pf.vendor(), pf.vfDevice(), Optional.empty(), traits);
    }

    /** The PF itself. */
    static Candidate of(Pf pf) {
        return new Candidate(pf.address(), Optional.empty(), pf.vendor(), pf.device(), pf.driver(), pf.traits());
    }

    static Candidate of(OtherFunction function) {
        return new Candidate(
                function.address(),
                Optional.empty(),
                function.vendor(),
                function.device(),
                function.driver(),
                function.traits());
    }

    /** A sub-function: ids and driver are those of the function it was made from. */
    static Candidate of(SubFunction sf, Parent parent) {
        return new Candidate(
                sf.parent(), Optional.of(sf.number()), parent.vendor(), parent.device(), parent.driver(), sf.traits());
    }
}
