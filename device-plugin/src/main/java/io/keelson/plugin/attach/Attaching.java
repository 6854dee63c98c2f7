package io.keelson.plugin.attach;

import io.keelson.vf.HostWriter;
import io.keelson.vf.Recovery;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** The one {@link Attachments}: resolves a request, attaches device by device, takes all back when one fails. */
public final class Attaching implements Attachments {
    private final Claims claims;
    private final Attacher attacher;
    private final Detaching detaching;
    private final Checking checking;
    private final Markers markers;
    private final Netnses netnses;
    private final HostWriter writer;
    private final Host host;
    private final Announcements announcements;

    /** What it works with; made by {@code plugin.app}. */
    public record Parts(
            HostWriter writer,
            Recovery recovery,
            Host host,
            Sandboxes sandboxes,
            Netnses netnses,
            Ipam ipam,
            Markers markers,
            Announcements announcements) {}

    private Attaching(Claims claims, Attacher attacher, Detaching detaching, Parts parts) {
        this.claims = claims;
        this.attacher = attacher;
        this.detaching = detaching;
        this.checking = new Checking(parts.writer(), parts.host());
        this.markers = parts.markers();
        this.netnses = parts.netnses();
        this.writer = parts.writer();
        this.host = parts.host();
        this.announcements = parts.announcements();
    }

    /** Over these parts, these pools, and what kubelet says, in this boot. */
    public static Attaching of(Parts parts, Offers offers, Allocations allocations, BootId boot, Clock clock) {
        Claims claims = new Claims(offers, allocations, parts.writer()::ledger, parts.ipam());
        Attacher attacher = new Attacher(parts, boot, clock);
        Detaching detaching = new Detaching(
                parts.writer(), parts.recovery(), parts.sandboxes(), offers, parts.ipam(), parts.markers());
        return new Attaching(claims, attacher, detaching, parts);
    }

    @Override
    public List<Attached> add(AddRequest request, Call call) throws HostException {
        List<Claim> wanted = claims.of(request);
        if (wanted.isEmpty()) {
            return List.of();
        }
        Sandbox sandbox = request.sandbox();
        if (netnses.isOwn(sandbox.netns())) {
            throw new HostException(ownNamespace(sandbox));
        }
        OptionalLong cookie = netnses.cookie(sandbox.netns());
        markers.put(sandbox.container());
        List<Attached> attached = new ArrayList<>();
        Set<IfName> fresh = new HashSet<>();
        try {
            for (Claim claim : wanted) {
                Attacher.Given given = attacher.attach(claim, sandbox, cookie, call);
                if (given.fresh()) {
                    fresh.add(claim.ifName());
                }
                attached.add(attached(claim, sandbox, given.lease()));
            }
        } catch (HostException e) {
            detaching.takeBack(sandbox.container(), fresh, e);
            throw e;
        }
        announcements.announce(attached);
        return attached;
    }

    private Attached attached(Claim claim, Sandbox sandbox, Lease lease) throws HostException {
        Optional<Netdev> netdev = host.links().find(new LinkRef(Netns.at(sandbox.netns()), claim.device()));
        return new Attached(
                claim.ifName(),
                netdev.flatMap(Netdev::mac).or(() -> adminMac(claim)),
                netdev.flatMap(Netdev::mtu),
                sandbox.netns(),
                claim.device(),
                lease);
    }

    private Optional<MacAddress> adminMac(Claim claim) {
        return writer.facts().vf(claim.device()).flatMap(v -> v.settings()).flatMap(s -> s.mac());
    }

    @Override
    public void del(DelRequest request, Call call) throws HostException {
        detaching.del(request, call);
    }

    @Override
    public void check(CheckRequest request, Call call) throws HostException {
        Sandbox sandbox = request.asAdded().sandbox();
        for (Claim claim : claims.asked(request.asAdded())) {
            checking.require(claim, sandbox, request.interfaces());
            if (claim.ipam().isPresent()) {
                detaching.checkAddresses(claim, sandbox, call);
            }
        }
    }

    @Override
    public void gc(GcRequest request, Call call) throws HostException {
        detaching.gc(request, call);
    }

    @Override
    public void status(Call call) {
        writer.ledger();
    }

    private static Problem ownNamespace(Sandbox sandbox) {
        return Problem.of(
                Code.CNI_CONFIG_INVALID,
                Subject.file(sandbox.netns()),
                "is the host's own network namespace",
                "a pod on the host's network has every device already");
    }
}
