package io.keelson.config.select;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HexId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import java.util.Optional;

/** The network function that sub-functions were made from: a PF, or a NIC without SR-IOV. */
record Parent(
        PciAddress address,
        Optional<IfName> name,
        Optional<HexId> vendor,
        Optional<HexId> device,
        Optional<DriverName> driver) {

    /** The function at this address; without facts where it could not be read. */
    static Parent at(PciAddress address, Snapshot facts) {
        Optional<Parent> pf =
                facts.pf(address).map(p -> new Parent(p.address(), p.name(), p.vendor(), p.device(), p.driver()));
        return pf.or(() -> facts.others()
                        .function(address)
                        .map(f -> new Parent(
                                f.address(), f.netdev().map(Netdev::name), f.vendor(), f.device(), f.driver())))
                .orElseGet(() ->
                        new Parent(address, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
