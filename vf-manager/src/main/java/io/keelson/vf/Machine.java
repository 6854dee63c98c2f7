package io.keelson.vf;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.netlink.Announcer;
import io.keelson.vf.netlink.Devlink;
import io.keelson.vf.netlink.HostEvents;
import io.keelson.vf.netlink.MessageObserver;
import io.keelson.vf.netns.Namespaces;
import io.keelson.vf.run.KernelDdpProfiles;
import io.keelson.vf.run.KernelEswitchModes;
import io.keelson.vf.run.KernelHost;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.sysfs.SysRoot;
import io.keelson.vf.sysfs.VirtioBusDir;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The kernel of the machine this runs on, opened: what it looks like, its namespaces, its events. Changes go through
 * {@link HostControl}. Safe for use by several threads.
 */
public final class Machine implements Sandboxes, AutoCloseable {
    private final Path root;
    private final Libc libc;
    private final Namespaces namespaces;
    private final KernelHost host;
    private final Devlink devlink;
    private final KernelFacts facts;

    private Machine(Path root, Libc libc, Consumer<String> onMessage) throws HostException {
        this.root = root;
        this.libc = libc;
        this.namespaces = new Namespaces(libc);
        MessageObserver observer = onMessage::accept;
        this.host = KernelHost.open(root, libc, namespaces, observer);
        this.devlink = Devlink.open(libc, namespaces, observer);
        HostScanner scanner =
                HostScanner.of(root, host.settings(), new KernelEswitchModes(devlink), new KernelDdpProfiles(devlink));
        this.facts = new KernelFacts(scanner);
    }

    /**
     * Opens the kernel whose {@code /sys}, {@code /proc} and {@code /dev} lie below this directory, and looks at it once.
     *
     * @param onMessage told the purpose of each netlink message before it is sent
     */
    public static Machine open(Path root, Consumer<String> onMessage) throws HostException {
        return new Machine(root, JnrLibc.load(), onMessage);
    }

    /** What it looks like. */
    public KernelFacts facts() {
        return facts;
    }

    /** The kernel as steps see it, for reading what was done. */
    public Host host() {
        return host;
    }

    /** Which boot this is. */
    public BootId bootId() throws HostException {
        Path file = root.resolve("proc/sys/kernel/random/boot_id");
        try {
            Optional<BootId> id = BootId.parse(Files.readString(file));
            return id.orElseThrow(() -> new HostException(unreadable(file, "is no boot id")));
        } catch (IOException e) {
            throw new HostException(unreadable(file, String.valueOf(e.getMessage())), e);
        }
    }

    /** Which namespace a path names, as evidence; absent before Linux 5.14. Fails with {@code NETNS_GONE}. */
    public OptionalLong cookie(NetnsPath path) throws HostException {
        return namespaces.cookie(Netns.at(path));
    }

    /** Whether the path names the namespace the agent runs in. */
    public boolean isOwn(NetnsPath path) throws HostException {
        return namespaces.isHost(path);
    }

    /** A sandbox that cannot be looked at counts as alive. */
    @Override
    public boolean alive(Owner owner) {
        try {
            if (!namespaces.isAlive(owner.netns())) {
                return false;
            }
            return owner.netnsCookie().isEmpty() || owner.netnsCookie().equals(cookie(owner.netns()));
        } catch (HostException e) {
            return e.problem().code() != Code.NETNS_GONE;
        }
    }

    /**
     * Waits until a function's netdev in a pod has carrier and none of these addresses is tentative any more, until one of
     * them is found to be a duplicate, until the netdev is gone, or until the deadline: how far it is then. While it waits the namespace cannot end.
     */
    public Settled settle(NetnsPath pod, PciAddress device, Collection<IfAddress> addresses, Deadline until)
            throws HostException {
        return new Settling(libc, namespaces, host).await(new LinkRef(Netns.at(pod), device), addresses, until);
    }

    /** Tells the neighbours of a function's netdev in a pod where these addresses live now. */
    public void announce(NetnsPath pod, PciAddress device, List<IfAddress> addresses) throws HostException {
        Netns netns = Netns.at(pod);
        Optional<Netdev> netdev = host.links().find(new LinkRef(netns, device));
        if (netdev.isPresent() && netdev.get().mac().isPresent()) {
            List<InetAddress> bare = addresses.stream().map(IfAddress::address).toList();
            new Announcer(libc, namespaces)
                    .announce(netns, netdev.get().ifindex(), netdev.get().mac().get(), bare);
        }
    }

    /** Starts to listen for changes of devices and netdevs; the caller awaits and closes. */
    public HostWatcher watch() throws HostException {
        return new HostWatcher(HostEvents.subscribe(libc, namespaces), new VirtioBusDir(SysRoot.at(root))::function);
    }

    Libc libc() {
        return libc;
    }

    private static Problem unreadable(Path file, String why) {
        return Problem.of(Code.SYSFS_UNREADABLE, Subject.file(file), why, "see whether /proc is mounted there");
    }

    @Override
    public void close() {
        devlink.close();
        host.close();
    }
}
