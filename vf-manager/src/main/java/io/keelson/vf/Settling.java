package io.keelson.vf;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.netlink.AddressState;
import io.keelson.vf.netlink.AddressState.Detection;
import io.keelson.vf.netlink.SettleEvents;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.run.KernelHost;
import io.keelson.vf.step.LinkRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Waits for what only time brings to an interface: carrier, and the end of duplicate address detection. Never in a lane. */
final class Settling {
    /** How soon a requester that went away, or an event that was lost, is noticed. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Libc libc;
    private final Namespaces namespaces;
    private final KernelHost host;

    Settling(Libc libc, Namespaces namespaces, KernelHost host) {
        this.libc = libc;
        this.namespaces = namespaces;
        this.host = host;
    }

    Settled await(LinkRef link, Collection<IfAddress> addresses, Deadline until) throws HostException {
        try (SettleEvents events = SettleEvents.subscribe(libc, namespaces, link.netns())) {
            while (true) {
                Optional<Netdev> netdev = host.links().find(link);
                if (netdev.isEmpty()) {
                    return new Settled(false, List.copyOf(addresses), List.of());
                }
                Settled now = look(link, netdev.get(), addresses);
                if (now.isFinal() || until.passed()) {
                    return now;
                }
                Duration left = until.left();
                events.await(left.compareTo(LOOK_EVERY) < 0 ? left : LOOK_EVERY);
            }
        }
    }

    private Settled look(LinkRef link, Netdev netdev, Collection<IfAddress> addresses) throws HostException {
        List<AddressState> states = addresses.isEmpty() ? List.of() : host.addressStates(link);
        return new Settled(
                netdev.carrier().orElse(false),
                in(Detection.TENTATIVE, addresses, states),
                in(Detection.DUPLICATE, addresses, states));
    }

    private static List<IfAddress> in(Detection detection, Collection<IfAddress> addresses, List<AddressState> states) {
        return states.stream()
                .filter(s -> s.detection() == detection && addresses.contains(s.address()))
                .map(AddressState::address)
                .toList();
    }
}
