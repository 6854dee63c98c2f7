package io.keelson.plugin.attach;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses and routes an interface has, read back from the kernel for an ADD that is asked again. An address' gateway is
 * the one its subnet's routes go by; name service, which no kernel knows, is not told again.
 */
record Readback(Host host) {
    Lease lease(LinkRef link) throws HostException {
        List<IfAddress> addresses = host.addressing().addresses(link).stream()
                .filter(a -> !a.address().isLinkLocalAddress())
                .sorted(Comparator.comparing(IfAddress::isV6).thenComparing(IfAddress::toString))
                .toList();
        Set<Route> routes = host.addressing().routes(link);
        return new Lease(
                addresses.stream()
                        .map(a -> new Lease.Address(a, gateway(a, routes)))
                        .toList(),
                routes.stream()
                        .filter(r -> r.gateway().isPresent() || !isConnected(r, addresses))
                        .map(Lease.LeasedRoute::of)
                        .toList(),
                Lease.Dns.NONE);
    }

    private static Optional<InetAddress> gateway(IfAddress address, Set<Route> routes) {
        return routes.stream()
                .flatMap(r -> r.gateway().stream())
                .filter(g -> contains(address, g))
                .findFirst();
    }

    /** Whether the kernel made the route by itself, for the subnet of an address. */
    private static boolean isConnected(Route route, List<IfAddress> addresses) {
        InetAddress to = route.destination().address();
        int prefix = route.destination().prefix();
        return to.isLinkLocalAddress() || addresses.stream().anyMatch(a -> a.prefix() == prefix && contains(a, to));
    }

    private static boolean contains(IfAddress subnet, InetAddress address) {
        byte[] left = subnet.address().getAddress();
        byte[] right = address.getAddress();
        if (left.length != right.length) {
            return false;
        }
        for (int bit = 0; bit < subnet.prefix(); bit++) {
            if (((left[bit / 8] ^ right[bit / 8]) & (0x80 >> bit % 8)) != 0) {
                return false;
            }
        }
        return true;
    }
}
