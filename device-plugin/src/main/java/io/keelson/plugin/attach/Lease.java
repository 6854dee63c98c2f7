package io.keelson.plugin.attach;

import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What an IPAM plugin gave one interface: addresses, routes, name service; nothing of it is on the kernel yet. */
public record Lease(List<Address> addresses, List<LeasedRoute> routes, Dns dns) {
    /** No addresses, no routes. */
    public static final Lease NONE = new Lease(List.of(), List.of(), Dns.NONE);

    public Lease {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
    }

    /** An address and the gateway of its subnet, if there is one. */
    public record Address(IfAddress address, Optional<InetAddress> gateway) {}

    /**
     * A route with the attributes CNI 1.1 knows. One without a gateway of its own goes by the first gateway of its family
     * among the lease's addresses, as the reference plugins do ({@link #gatewayFor}).
     */
    public record LeasedRoute(
            Route route,
            OptionalLong mtu,
            OptionalLong advmss,
            OptionalLong priority,
            OptionalLong table,
            OptionalLong scope) {
        /** A route with nothing but destination and gateway. */
        public static LeasedRoute of(Route route) {
            OptionalLong none = OptionalLong.empty();
            return new LeasedRoute(route, none, none, none, none, none);
        }
    }

    /** Name service for the runtime; Keelson itself writes no resolv.conf. */
    public record Dns(List<String> nameservers, Optional<String> domain, List<String> search, List<String> options) {
        /** Nothing to say. */
        public static final Dns NONE = new Dns(List.of(), Optional.empty(), List.of(), List.of());

        public Dns {
            nameservers = List.copyOf(nameservers);
            search = List.copyOf(search);
            options = List.copyOf(options);
        }
    }

    /** The route's own gateway, else the first gateway of its family, else empty: on the link. */
    public Optional<InetAddress> gatewayFor(LeasedRoute route) {
        boolean v6 = route.route().destination().isV6();
        return route.route().gateway().or(() -> addresses.stream()
                .filter(a -> a.address().isV6() == v6)
                .flatMap(a -> a.gateway().stream())
                .findFirst());
    }
}
