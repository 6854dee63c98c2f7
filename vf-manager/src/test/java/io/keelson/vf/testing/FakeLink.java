package io.keelson.vf.testing;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** One netdev of the fake kernel. */
final class FakeLink {
    final PciAddress device;
    final int ifindex;
    Netns netns = Netns.HOST;
    IfName name;
    MacAddress mac;
    Mtu mtu = new Mtu(1500);
    final Set<AltName> altNames = new LinkedHashSet<>();
    boolean up;
    boolean ipv6 = true;
    final Set<IfAddress> addresses = new LinkedHashSet<>();
    final Set<Route> routes = new LinkedHashSet<>();

    FakeLink(PciAddress device, int ifindex, IfName name, MacAddress mac) {
        this.device = device;
        this.ifindex = ifindex;
        this.name = name;
        this.mac = mac;
    }

    Netdev facts() {
        return new Netdev(
                name, ifindex, Optional.of(mac), Optional.of(mtu), up, up ? Optional.of(true) : Optional.empty());
    }

    void moveTo(Netns target, IfName newName) {
        netns = target;
        name = newName;
        up = false;
        ipv6 = target.equals(Netns.HOST);
        addresses.clear();
        routes.clear();
    }
}
