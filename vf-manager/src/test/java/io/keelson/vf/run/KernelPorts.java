package io.keelson.vf.run;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.KernelRouteSockets;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.testing.TestNetns;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's ports over a "host" namespace of our own. Virtual netdevs have no PCI parent, so one is known by its MAC
 * address, whose last three octets stand for bus, device and function.
 */
final class KernelPorts implements AutoCloseable {
    final TestNetns host = TestNetns.create();
    final TestNetns pod = TestNetns.create();
    final List<String> sent = new ArrayList<>();
    final Libc libc = JnrLibc.load();
    final Namespaces namespaces = new Namespaces(libc, Optional.of(host.path()));
    final KernelRouteSockets sockets;
    final KernelLinks links;
    final KernelAddressing addressing;
    final KernelVfTable vfTable;

    KernelPorts() throws HostException {
        this(Sightings.NONE);
    }

    /** With what one visit remembers. */
    KernelPorts(Sightings sightings) throws HostException {
        sockets = KernelRouteSockets.open(libc, namespaces, sent::add);
        NetdevMatch byMac = (function, link) ->
                link.mac().map(mac -> mac.toString().equals(mac(function))).orElse(false);
        HostNetdevs byDump = function -> onHost(byMac, function);
        NetdevFinder finder = new NetdevFinder(byDump, byMac, sightings);
        links = new KernelLinks(sockets, namespaces, finder);
        addressing = new KernelAddressing(sockets, namespaces, libc, finder, Path.of("/proc"));
        vfTable = new KernelVfTable(sockets, byDump);
    }

    private Optional<IfName> onHost(NetdevMatch match, PciAddress function) throws HostException {
        return sockets.in(
                LinkRef.onHost(function).netns(),
                netlink -> netlink.links(new io.keelson.vf.model.Subject("host")).stream()
                        .filter(link -> match.test(function, link))
                        .map(link -> link.name())
                        .findFirst());
    }

    /** The MAC address that stands for a function. */
    static String mac(PciAddress function) {
        return String.format("02:00:00:%02x:%02x:%02x", function.bus(), function.device(), function.function());
    }

    /** A veth pair on the host whose one end is this function's netdev; the other is {@code name} with a {@code p} behind. */
    void veth(String name, PciAddress function) {
        host.ip("link add " + name + " address " + mac(function) + " type veth peer name " + name + "p");
    }

    LinkRef onHost(PciAddress function) {
        return LinkRef.onHost(function);
    }

    LinkRef inPod(PciAddress function) {
        return new LinkRef(pod.netns(), function);
    }

    @Override
    public void close() {
        sockets.close();
        pod.close();
        host.close();
    }
}
