package io.keelson.vf.step;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A host that is asked the same only once between two writes: a step's check, its inverse and its change then rest on one
 * look. A write, whether it succeeds or not, makes all that was read void, so that what verifies it is read anew. For one
 * plan on one thread.
 */
public final class OnceRead implements Host {
    private final Host host;
    private final Map<List<Object>, Object> known = new HashMap<>();

    public OnceRead(Host host) {
        this.host = host;
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read() throws HostException;
    }

    @FunctionalInterface
    private interface Writing {
        void write() throws HostException;
    }

    /** The key names the question, and so the type of the answer. */
    @SuppressWarnings("unchecked")
    private <T> T once(List<Object> question, Reading<T> reading) throws HostException {
        Object answer = known.get(question);
        if (answer == null) {
            T read = reading.read();
            known.put(question, read);
            return read;
        }
        return (T) answer;
    }

    private void write(Writing writing) throws HostException {
        known.clear();
        writing.write();
    }

    @Override
    public PciBus pci() {
        return new PciBus() {
            @Override
            public Optional<FunctionState> find(PciAddress function) throws HostException {
                return once(List.of("function", function), () -> host.pci().find(function));
            }

            @Override
            public void writeNumVfs(PciAddress pf, int count) throws HostException {
                write(() -> host.pci().writeNumVfs(pf, count));
            }

            @Override
            public void writeAutoprobe(PciAddress pf, boolean on) throws HostException {
                write(() -> host.pci().writeAutoprobe(pf, on));
            }

            @Override
            public void writeDriverOverride(PciAddress function, Optional<DriverName> driver) throws HostException {
                write(() -> host.pci().writeDriverOverride(function, driver));
            }

            @Override
            public void writeBinding(PciAddress function, Binding binding) throws HostException {
                write(() -> host.pci().writeBinding(function, binding));
            }
        };
    }

    @Override
    public VfTable vfTable() {
        return new VfTable() {
            @Override
            public Optional<VfSettings> settings(PciAddress pf, VfIndex vf) throws HostException {
                return once(List.of("settings", pf, vf), () -> host.vfTable().settings(pf, vf));
            }

            @Override
            public void set(PciAddress pf, VfIndex vf, VfSettings changes) throws HostException {
                write(() -> host.vfTable().set(pf, vf, changes));
            }
        };
    }

    @Override
    public Links links() {
        return new Links() {
            @Override
            public Optional<Netdev> find(LinkRef link) throws HostException {
                return once(List.of("netdev", link), () -> host.links().find(link));
            }

            @Override
            public Optional<Set<AltName>> altNames(LinkRef link) throws HostException {
                return once(List.of("altnames", link), () -> host.links().altNames(link));
            }

            @Override
            public void change(LinkRef link, LinkChange change) throws HostException {
                write(() -> host.links().change(link, change));
            }
        };
    }

    @Override
    public Addressing addressing() {
        return new Addressing() {
            @Override
            public Set<IfAddress> addresses(LinkRef link) throws HostException {
                return once(List.of("addresses", link), () -> host.addressing().addresses(link));
            }

            @Override
            public void addAddress(LinkRef link, IfAddress address) throws HostException {
                write(() -> host.addressing().addAddress(link, address));
            }

            @Override
            public Set<Route> routes(LinkRef link) throws HostException {
                return once(List.of("routes", link), () -> host.addressing().routes(link));
            }

            @Override
            public void addRoute(LinkRef link, Route route) throws HostException {
                write(() -> host.addressing().addRoute(link, route));
            }

            @Override
            public boolean ipv6Enabled(LinkRef link) throws HostException {
                return once(List.of("ipv6", link), () -> host.addressing().ipv6Enabled(link));
            }

            @Override
            public void enableIpv6(LinkRef link, boolean on) throws HostException {
                write(() -> host.addressing().enableIpv6(link, on));
            }
        };
    }
}
