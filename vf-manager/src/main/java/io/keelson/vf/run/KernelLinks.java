package io.keelson.vf.run;

import io.keelson.vf.libc.Fd;
import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.Link;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.netlink.RouteSockets;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Links;
import java.util.Optional;
import java.util.Set;

/** Netdevs by the kernel's rtnetlink. */
public final class KernelLinks implements Links {
    private final RouteSockets sockets;
    private final Namespaces namespaces;
    private final NetdevFinder finder;

    public KernelLinks(RouteSockets sockets, Namespaces namespaces, NetdevFinder finder) {
        this.sockets = sockets;
        this.namespaces = namespaces;
        this.finder = finder;
    }

    @Override
    public Optional<Netdev> find(LinkRef link) throws HostException {
        return sockets.in(link.netns(), netlink -> finder.find(netlink, link).map(Link::netdev));
    }

    @Override
    public Optional<Set<AltName>> altNames(LinkRef link) throws HostException {
        return sockets.in(link.netns(), netlink -> finder.require(netlink, link).altNames());
    }

    @Override
    public void change(LinkRef link, LinkChange change) throws HostException {
        sockets.in(link.netns(), netlink -> {
            int ifindex = finder.ifindex(netlink, link);
            if (change instanceof LinkChange.MoveTo move) {
                move(netlink, link, ifindex, move);
            } else {
                apply(netlink, ifindex, change, new Subject(link.toString()));
            }
            return link;
        });
    }

    /**
     * The kernel moves first and renames then: when only the new name is taken over there, it reports {@code EEXIST} and
     * leaves the netdev over there under its old name. It is fetched back before the failure is told.
     */
    private void move(RouteNetlink netlink, LinkRef link, int ifindex, LinkChange.MoveTo move) throws HostException {
        Subject subject = new Subject(link.toString());
        LinkRef arrived = new LinkRef(move.netns(), link.device());
        try (Fd there = namespaces.open(move.netns());
                Fd back = namespaces.open(link.netns())) {
            try {
                netlink.move(ifindex, there, move.name(), subject);
                finder.moved(link, arrived, ifindex);
            } catch (HostException e) {
                fetchBack(arrived, back, e);
                throw e;
            }
        }
    }

    private void fetchBack(LinkRef there, Fd back, HostException cause) throws HostException {
        try {
            sockets.in(there.netns(), netlink -> {
                Optional<Link> stray = finder.find(netlink, there);
                if (stray.isPresent()) {
                    netlink.move(stray.get().ifindex(), back, stray.get().name(), new Subject(there.toString()));
                }
                return stray;
            });
        } catch (HostException e) {
            e.addSuppressed(cause);
            throw new HostException(
                    Problem.of(
                            Code.ROLLBACK_INCOMPLETE,
                            new Subject(there.toString()),
                            "half moved, and not to be had back: " + e.problem().detail() + "; moved for: "
                                    + cause.problem().detail(),
                            "move it back by hand, or let the next recovery do it"),
                    e);
        }
    }

    private static void apply(RouteNetlink netlink, int ifindex, LinkChange change, Subject subject)
            throws HostException {
        if (change instanceof LinkChange.Up up) {
            netlink.setUp(ifindex, up.up(), subject);
        } else if (change instanceof LinkChange.MtuTo mtu) {
            netlink.setMtu(ifindex, mtu.mtu(), subject);
        } else if (change instanceof LinkChange.AddressTo address) {
            netlink.setAddress(ifindex, address.mac(), subject);
        } else if (change instanceof LinkChange.NameTo name) {
            netlink.setName(ifindex, name.name(), subject);
        } else if (change instanceof LinkChange.WithoutAltNames without) {
            netlink.dropAltNames(ifindex, without.names(), subject);
        }
    }
}
