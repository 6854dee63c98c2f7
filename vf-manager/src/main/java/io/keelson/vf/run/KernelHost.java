package io.keelson.vf.run;

import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.netlink.KernelRouteSockets;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.step.Addressing;
import io.keelson.vf.step.Host;
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
import java.util.Map;
import java.util.Optional;

/** The one {@link Host} that is real: sysfs below a root, rtnetlink, namespaces. Safe for use by several threads. */
public final class KernelHost implements Host, AutoCloseable {
    private final SysRoot root;
    private final KernelRouteSockets sockets;
    private final KernelPci pci;
    private final KernelVfTable vfTable;
    private final KernelLinks links;
    private final KernelAddressing addressing;

    private KernelHost(SysRoot root, Path proc, Libc libc, Namespaces namespaces, KernelRouteSockets sockets) {
        this.root = root;
        this.sockets = sockets;
        NetdevFinder finder = new NetdevFinder(this::netdevName, NetdevMatch.BY_PARENT);
        this.pci = new KernelPci(root);
        this.vfTable = new KernelVfTable(sockets, this::netdevName);
        this.links = new KernelLinks(sockets, namespaces, finder);
        this.addressing = new KernelAddressing(sockets, namespaces, libc, finder, proc);
    }

    /** Opens the kernel whose {@code /sys} and {@code /proc} lie below this directory. */
    public static KernelHost open(Path hostRoot, Libc libc, Namespaces namespaces, MessageObserver observer)
            throws HostException {
        KernelRouteSockets sockets = KernelRouteSockets.open(libc, namespaces, observer);
        return new KernelHost(SysRoot.at(hostRoot), hostRoot.resolve("proc"), libc, namespaces, sockets);
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

    /** What PFs hold about all their VFs, in one question each. */
    public PfSettings settings() {
        return pf -> netdevName(pf).isEmpty() ? Map.of() : vfTable.of(pf);
    }

    private Optional<IfName> netdevName(PciAddress function) throws HostException {
        Optional<PciDeviceDir> device = new PciBusDir(root).device(function);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Findings findings = new Findings(root, function);
        Optional<IfName> name = device.get().netdevName(findings);
        List<Problem> problems = findings.problems();
        if (name.isEmpty() && !problems.isEmpty()) {
            throw new HostException(problems.get(0));
        }
        return name;
    }

    @Override
    public void close() {
        sockets.close();
    }
}
