package io.keelson.vf.run;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Mbps;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.netlink.RouteNetlink;
import io.keelson.vf.netlink.RouteNetlink.PfLink;
import io.keelson.vf.netlink.RouteSockets;
import io.keelson.vf.netlink.VfReport;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.step.VfTable;
import java.util.Map;
import java.util.Optional;

/** What PFs hold about their VFs, by the kernel's rtnetlink on the uplink. */
public final class KernelVfTable implements VfTable, PfSettings {
    private final RouteSockets sockets;
    private final HostNetdevs hostNetdevs;

    public KernelVfTable(RouteSockets sockets, HostNetdevs hostNetdevs) {
        this.sockets = sockets;
        this.hostNetdevs = hostNetdevs;
    }

    /**
     * The settings of each VF; {@code NETLINK_TRUNCATED} when not all came. A VF with a setting beyond what we can express
     * is left out: asked for by itself, it fails and says why.
     */
    @Override
    public Told of(PciAddress pf) throws HostException {
        Optional<IfName> uplink = hostNetdevs.of(pf);
        if (uplink.isEmpty()) {
            return Told.of(Map.of());
        }
        Optional<PfLink> link = sockets.in(Netns.HOST, netlink -> netlink.linkWithVfs(uplink.get(), Subject.of(pf)));
        if (link.isEmpty()) {
            return Told.of(Map.of());
        }
        VfReport report = link.get().vfs();
        if (report.isTruncated()) {
            throw new HostException(truncated(pf, link.get()));
        }
        return report.offered() ? Told.of(report.settings()) : Told.NOT_OFFERED;
    }

    @Override
    public Optional<VfSettings> settings(PciAddress pf, VfIndex vf) throws HostException {
        return sockets.in(Netns.HOST, netlink -> of(vf, read(netlink, pf), pf));
    }

    @Override
    public void set(PciAddress pf, VfIndex vf, VfSettings changes) throws HostException {
        if (changes.isEmpty()) {
            return;
        }
        sockets.in(Netns.HOST, netlink -> {
            Subject subject = new Subject(pf + " vf " + vf);
            if (changes.minRate().isPresent() && changes.maxRate().isEmpty()) {
                PfLink link = read(netlink, pf);
                Mbps max = of(vf, link, pf).flatMap(VfSettings::maxRate).orElse(new Mbps(0));
                netlink.setVf(link.link().ifindex(), vf, changes.withMaxRate(max), subject);
            } else {
                netlink.setVf(ifindex(netlink, pf), vf, changes, subject);
            }
            return subject;
        });
    }

    private static Optional<VfSettings> of(VfIndex vf, PfLink link, PciAddress pf) throws HostException {
        VfReport report = link.vfs();
        if (!report.offered()) {
            return Optional.of(VfSettings.NONE);
        }
        Optional<VfSettings> settings = Optional.ofNullable(report.settings().get(vf));
        if (settings.isPresent()) {
            return settings;
        }
        Subject subject = new Subject(pf + " vf " + vf);
        for (Problem problem : report.problems()) {
            if (problem.subject().equals(subject)) {
                throw new HostException(problem);
            }
        }
        if (report.isTruncated()) {
            throw new HostException(truncated(pf, link));
        }
        return Optional.empty();
    }

    private static Problem truncated(PciAddress pf, PfLink link) {
        VfReport report = link.vfs();
        String came = report.settings().size() + " of " + report.expected() + " came";
        return RouteNetlink.truncated(Subject.of(pf), link.link().name(), came);
    }

    private PfLink read(RouteNetlink netlink, PciAddress pf) throws HostException {
        return netlink.linkWithVfs(uplink(pf), Subject.of(pf)).orElseThrow(() -> new HostException(noUplink(pf)));
    }

    private int ifindex(RouteNetlink netlink, PciAddress pf) throws HostException {
        return netlink.link(uplink(pf), Subject.of(pf))
                .orElseThrow(() -> new HostException(noUplink(pf)))
                .ifindex();
    }

    private IfName uplink(PciAddress pf) throws HostException {
        return hostNetdevs.of(pf).orElseThrow(() -> new HostException(noUplink(pf)));
    }

    private static Problem noUplink(PciAddress pf) {
        return Problem.of(
                Code.PF_WITHOUT_NETDEV,
                Subject.of(pf),
                "the PF has no netdev on the host, so its VFs' settings cannot be read or set",
                "bind it to its network driver, in the host's network namespace");
    }
}
