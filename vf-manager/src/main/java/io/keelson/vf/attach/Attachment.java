package io.keelson.vf.attach;

import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.VfSettings;
import java.util.List;
import java.util.Optional;

/**
 * What a pod needs of one VF, whoever asked: CNI, NRI. The owner was reserved before, and its namespace and interface name
 * are where the VF goes.
 *
 * @param wanted attributes the tenant or the pool asks for, beyond the baseline
 * @param addresses from IPAM, none for a VF that is configured by the pod itself
 */
public record Attachment(
        PciAddress vf,
        OwnerKey owner,
        VfSettings wanted,
        Optional<Mtu> mtu,
        List<IfAddress> addresses,
        List<Route> routes) {
    public Attachment {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** The name of the interface in the pod. */
    public IfName ifName() {
        return owner.ifName();
    }
}
