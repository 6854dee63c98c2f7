package io.keelson.vf.testing;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.LinkChange;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Links;
import java.util.Optional;
import java.util.Set;

/** Netdevs, addresses and routes of the fake kernel. */
final class FakeLinks implements Links, Addressing {
    private final FakeHost host;

    FakeLinks(FakeHost host) {
        this.host = host;
    }

    @Override
    public Optional<Netdev> find(LinkRef ref) throws HostException {
        requireNamespace(ref.netns());
        return Optional.ofNullable(host.links.get(ref.device()))
                .filter(l -> l.netns.equals(ref.netns()))
                .map(FakeLink::facts);
    }

    @Override
    public Optional<Set<AltName>> altNames(LinkRef ref) throws HostException {
        return Optional.of(Set.copyOf(link(ref).altNames));
    }

    @Override
    public void change(LinkRef ref, LinkChange change) throws HostException {
        FakeLink link = link(ref);
        host.write("link " + ref + " " + change);
        if (change instanceof LinkChange.Up to) {
            setUp(link, to.up());
        } else if (change instanceof LinkChange.MtuTo to) {
            link.mtu = to.mtu();
        } else if (change instanceof LinkChange.AddressTo to) {
            setAddress(link, to.mac());
        } else if (change instanceof LinkChange.NameTo to) {
            rename(link, to.name());
        } else if (change instanceof LinkChange.MoveTo to) {
            move(link, to.netns(), to.name());
        } else if (change instanceof LinkChange.WithoutAltNames to) {
            link.altNames.removeAll(to.names());
        }
        host.faults.written();
    }

    /** igbvf resets the VF when it goes down, and asks the PF for its address then. */
    private void setUp(FakeLink link, boolean up) {
        if (!up && link.up) {
            vf(link).flatMap(f -> f.settings.mac()).ifPresent(admin -> link.mac = admin);
        }
        link.up = up;
    }

    private void setAddress(FakeLink link, MacAddress mac) throws HostException {
        boolean locked = vf(link).filter(f -> !f.settings.trust().orElse(false)).isPresent();
        if (host.offersVfSettings() && locked && !mac.equals(link.mac)) {
            throw Faults.refused(link.name.text(), "address", Errno.EADDRNOTAVAIL);
        }
        link.mac = mac;
    }

    private void rename(FakeLink link, IfName name) throws HostException {
        if (host.nameTaken(link.netns, name)) {
            throw Faults.refused(link.name.text(), "rename to " + name, Errno.EEXIST);
        }
        link.name = name;
    }

    /**
     * The kernel moves first and renames then; where only the new name is taken over there, the netdev has been there under
     * its old name, and comes back from it as from any move: down, without addresses.
     */
    private void move(FakeLink link, Netns to, IfName name) throws HostException {
        requireNamespace(to);
        if (link.altNames.stream()
                .flatMap(alt -> IfName.parse(alt.bytes()).stream())
                .anyMatch(alt -> host.nameTaken(to, alt))) {
            throw Faults.refused(link.name.text(), "an altname exists in " + to, Errno.EEXIST);
        }
        if (host.nameTaken(to, name)) {
            if (!host.nameTaken(to, link.name)) {
                link.moveTo(link.netns, link.name);
            }
            throw Faults.refused(link.name.text(), "move to " + to, Errno.EEXIST);
        }
        link.moveTo(to, name);
    }

    private Optional<FakeFunction> vf(FakeLink link) {
        return Optional.ofNullable(host.functions.get(link.device)).filter(f -> f.pf.isPresent());
    }

    @Override
    public Set<IfAddress> addresses(LinkRef ref) throws HostException {
        return Set.copyOf(link(ref).addresses);
    }

    @Override
    public void addAddress(LinkRef ref, IfAddress address) throws HostException {
        FakeLink link = link(ref);
        host.write("address " + ref + " " + address);
        if (address.isV6() && !link.ipv6) {
            throw Faults.refused(ref.toString(), "IPv6 is disabled on nexthop device", Errno.EACCES);
        }
        if (!link.addresses.add(address)) {
            throw Faults.refused(ref.toString(), "address", Errno.EEXIST);
        }
        host.faults.written();
    }

    @Override
    public Set<Route> routes(LinkRef ref) throws HostException {
        return Set.copyOf(link(ref).routes);
    }

    @Override
    public void addRoute(LinkRef ref, Route route) throws HostException {
        FakeLink link = link(ref);
        host.write("route " + ref + " " + route);
        if (!link.up) {
            throw Faults.refused(ref.toString(), "route", new Errno(100));
        }
        link.routes.add(route);
        host.faults.written();
    }

    @Override
    public boolean ipv6Enabled(LinkRef ref) throws HostException {
        return link(ref).ipv6;
    }

    @Override
    public void enableIpv6(LinkRef ref, boolean on) throws HostException {
        FakeLink link = link(ref);
        host.write("ipv6 " + ref + " " + on);
        link.ipv6 = on;
        host.faults.written();
    }

    private FakeLink link(LinkRef ref) throws HostException {
        requireNamespace(ref.netns());
        FakeLink link = host.links.get(ref.device());
        if (link == null || !link.netns.equals(ref.netns())) {
            throw new HostException(Problem.of(
                    Code.VF_NETDEV_MISSING, new Subject(ref.toString()), "no netdev there", "see 'keelson inventory'"));
        }
        return link;
    }

    private void requireNamespace(Netns netns) throws HostException {
        if (!host.namespaces.contains(netns)) {
            throw new HostException(Problem.of(
                    Code.NETNS_GONE, new Subject(netns.toString()), "no network namespace there", "the pod is gone"));
        }
    }
}
