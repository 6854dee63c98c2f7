package io.keelson.vf.run;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.AddressState;
import io.keelson.vf.netlink.KernelRouteSockets;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netlink.RouteSockets;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Links;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.step.VfTable;
import io.keelson.vf.sysfs.Findings;
import io.keelson.vf.sysfs.PciBusDir;
import io.keelson.vf.sysfs.PciDeviceDir;
import io.keelson.vf.sysfs.SysRoot;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The one {@link Host} that is real: sysfs below a root, rtnetlink, namespaces. Safe for use by several threads. */
public final class KernelHost implements Host.Visit {
    private record Parts(SysRoot root, Path proc, Libc libc, Namespaces namespaces) {}

    private final Parts parts;
    private final KernelRouteSockets sockets;
    private final Runnable closing;
    private final KernelPci pci;
    private final KernelVfTable vfTable;
    private final KernelLinks links;
    private final KernelAddressing addressing;

    private KernelHost(
            Parts parts, KernelRouteSockets sockets, RouteSockets talks, Sightings sightings, Runnable closing) {
        this.parts = parts;
        this.sockets = sockets;
        this.closing = closing;
        NetdevFinder finder = new NetdevFinder(this::netdevName, NetdevMatch.byParent(this::virtio), sightings);
        this.pci = new KernelPci(parts.root());
        this.vfTable = new KernelVfTable(talks, this::netdevName);
        this.links = new KernelLinks(talks, parts.namespaces(), finder);
        this.addressing = new KernelAddressing(talks, parts.namespaces(), parts.libc(), finder, parts.proc());
    }

    /** Opens the kernel whose {@code /sys} and {@code /proc} lie below this directory. */
    public static KernelHost open(Path hostRoot, Libc libc, Namespaces namespaces, MessageObserver observer)
            throws HostException {
        KernelRouteSockets sockets = KernelRouteSockets.open(libc, namespaces, observer);
        Parts parts = new Parts(SysRoot.at(hostRoot), hostRoot.resolve("proc"), libc, namespaces);
        return new KernelHost(parts, sockets, sockets, Sightings.NONE, sockets::close);
    }

    /** One socket a namespace instead of one a question, and a netdev seen once is looked up by its index. */
    @Override
    public Host.Visit visit() {
        KernelRouteSockets.Kept kept = sockets.kept();
        return new KernelHost(parts, sockets, kept, Sightings.ofVisit(), kept::close);
    }

    @Override
    public PciBus pci() {
        return pci;
    }

    @Override
    public VfTable vfTable() {
        return vfTable;
    }

    @Override
    public Links links() {
        return links;
    }

    @Override
    public Addressing addressing() {
        return addressing;
    }

    /** Addresses of a netdev with the state of their duplicate address detection. */
    public List<AddressState> addressStates(LinkRef link) throws HostException {
        return addressing.addressStates(link);
    }

    /** What PFs hold about all their VFs, in one question each. */
    public PfSettings settings() {
        return new PfSettings() {
            @Override
            public Told of(PciAddress pf) throws HostException {
                return vfTable.of(pf);
            }

            @Override
            public Optional<VfSettings> of(PciAddress pf, VfIndex vf) throws HostException {
                return netdevName(pf).isEmpty() ? Optional.empty() : vfTable.settings(pf, vf);
            }
        };
    }

    private Optional<IfName> netdevName(PciAddress function) throws HostException {
        Optional<PciDeviceDir> device = new PciBusDir(parts.root()).device(function);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Findings findings = new Findings(parts.root(), function);
        Optional<IfName> name = device.get().netdevName(findings);
        List<Problem> problems = findings.problems();
        if (name.isEmpty() && !problems.isEmpty()) {
            throw new HostException(problems.get(0));
        }
        return name;
    }

    private Optional<VirtioName> virtio(PciAddress function) {
        return new PciBusDir(parts.root())
                .device(function)
                .flatMap(device -> device.virtio(new Findings(parts.root(), function)));
    }

    @Override
    public void close() {
        closing.run();
    }
}
