package io.keelson.plugin.attach;

import io.keelson.config.model.Release;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Recovery;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.attach.AttachPlanner;
import io.keelson.vf.attach.Attachment;
import io.keelson.vf.attach.Reservation;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One device to one sandbox: take it from a dead owner if need be, reserve it, get its addresses, attach it, and wait until
 * its addresses are proven unique. Whatever fails after the reservation is taken back at once, addresses included.
 */
final class Attacher {
    private static final Duration TIME_TO_UNDO = Duration.ofSeconds(30);
    /** Carrier takes some NICs three seconds, detection itself one to two. */
    private static final Duration TIME_TO_PROVE = Duration.ofSeconds(10);

    private final HostWriter writer;
    private final Recovery recovery;
    private final Sandboxes sandboxes;
    private final Ipam ipam;
    private final Announcements announcements;
    private final Host host;
    private final BootId boot;
    private final Clock clock;

    Attacher(Attaching.Parts parts, BootId boot, Clock clock) {
        this.writer = parts.writer();
        this.recovery = parts.recovery();
        this.sandboxes = parts.sandboxes();
        this.ipam = parts.ipam();
        this.announcements = parts.announcements();
        this.host = parts.host();
        this.boot = boot;
        this.clock = clock;
    }

    /** What became of it: {@code fresh} unless the sandbox had it already. */
    record Given(Lease lease, boolean fresh) {}

    Given attach(Claim claim, Sandbox sandbox, OptionalLong cookie, Call call) throws HostException {
        Vf vf = vf(claim);
        Owner owner = owner(claim, sandbox, cookie);
        Optional<Owner> holder = writer.ledger().owner(vf.id());
        if (holder.isPresent() && isAttachedTo(owner.key(), holder.get())) {
            return new Given(asGiven(vf, sandbox), false);
        }
        takeFromTheDead(vf, claim, holder, call.until());
        require(writer.achieve(new Reservation(vf.address(), owner), lane(vf), call.until()));
        try {
            Lease lease = lease(claim, sandbox, call);
            Attachment wanted = new Attachment(
                    vf.address(), owner.key(), claim.wanted(), Optional.empty(), addresses(lease), routes(lease));
            require(writer.achieve(
                    new AttachPlanner(wanted), lane(vf), call.until().orWhen(call.hungUp())));
            requireUnique(vf, sandbox, lease, call);
            return new Given(lease, true);
        } catch (HostException e) {
            undo(vf, owner, e);
            throw e;
        }
    }

    private boolean isAttachedTo(OwnerKey key, Owner holder) {
        return holder.key().equals(key) && holder.phase() == OwnerPhase.ATTACHED && sandboxes.alive(holder);
    }

    /** A vfio device has no netdev, and then no addresses that could be read back. */
    private Lease asGiven(Vf vf, Sandbox sandbox) throws HostException {
        return vf.isInUserspace()
                ? Lease.NONE
                : new Readback(host).lease(new LinkRef(Netns.at(sandbox.netns()), vf.address()));
    }

    private void requireUnique(Vf vf, Sandbox sandbox, Lease lease, Call call) throws HostException {
        List<IfAddress> v6 = addresses(lease).stream().filter(IfAddress::isV6).toList();
        if (v6.isEmpty() || vf.isInUserspace()) {
            return;
        }
        Deadline until = call.until().orWhen(Deadline.after(TIME_TO_PROVE)::passed);
        List<IfAddress> duplicates =
                announcements.duplicates(sandbox.netns(), vf.address(), v6, until.orWhen(call.hungUp()));
        if (!duplicates.isEmpty()) {
            throw new HostException(Problem.of(
                    Code.ADDRESS_DUPLICATE,
                    Subject.of(vf.address()),
                    "another host on the link has " + duplicates.get(0) + " already",
                    "see who has it, and that no other cluster or static address overlaps the IPAM range"));
        }
    }

    private Vf vf(Claim claim) throws HostException {
        return writer.facts()
                .vf(claim.device())
                .orElseThrow(() -> new HostException(Problem.of(
                        Code.VF_NOT_FOUND,
                        Subject.of(claim.device()),
                        "no VF at this address",
                        "run 'keelson inventory' on the node")));
    }

    private Owner owner(Claim claim, Sandbox sandbox, OptionalLong cookie) {
        return new Owner(
                new OwnerKey(boot, sandbox.container(), claim.ifName()),
                OwnerPhase.RESERVED,
                sandbox.pod().orElse(PodRef.NONE),
                sandbox.netns(),
                cookie,
                Optional.of(claim.pool().resource().toString()),
                claim.ipam(),
                Instant.now(clock));
    }

    private void takeFromTheDead(Vf vf, Claim claim, Optional<Owner> holder, Deadline until) throws HostException {
        if (holder.isEmpty() || sandboxes.alive(holder.get())) {
            return;
        }
        boolean strong = claim.pool().release() == Release.REBIND;
        Optional<Problem> failure = recovery.takeBack(vf.id(), holder.get(), strong, until);
        if (failure.isPresent()) {
            throw new HostException(failure.get());
        }
    }

    private Lease lease(Claim claim, Sandbox sandbox, Call call) throws HostException {
        if (claim.ipam().isEmpty()) {
            return Lease.NONE;
        }
        Ipam.Target target = new Ipam.Target(sandbox.container(), claim.ifName(), Optional.of(sandbox.netns()));
        return ipam.add(claim.ipam().get(), target, call.until());
    }

    private void undo(Vf vf, Owner owner, HostException cause) {
        recovery.takeBack(vf.id(), owner, false, Deadline.after(TIME_TO_UNDO))
                .ifPresent(p -> cause.addSuppressed(new HostException(p)));
    }

    private static List<IfAddress> addresses(Lease lease) {
        return lease.addresses().stream().map(Lease.Address::address).toList();
    }

    private static List<Route> routes(Lease lease) {
        return lease.routes().stream()
                .map(r -> new Route(r.route().destination(), lease.gatewayFor(r)))
                .toList();
    }

    private static List<Lane> lane(Vf vf) {
        return List.of(new Lane.OneVf(vf.pf(), vf.address()));
    }

    private static void require(Outcome outcome) throws HostException {
        Optional<Problem> failure = outcome.failure();
        if (failure.isPresent()) {
            throw new HostException(failure.get());
        }
    }
}
