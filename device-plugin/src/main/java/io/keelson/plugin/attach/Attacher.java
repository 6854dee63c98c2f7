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
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Route;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One device to one sandbox: take it from a dead owner if need be, reserve it, get its addresses, attach it. Whatever fails
 * after the reservation is taken back at once, addresses included.
 */
final class Attacher {
    private final HostWriter writer;
    private final Recovery recovery;
    private final Sandboxes sandboxes;
    private final Ipam ipam;
    private final BootId boot;
    private final Clock clock;

    Attacher(HostWriter writer, Recovery recovery, Sandboxes sandboxes, Ipam ipam, BootId boot, Clock clock) {
        this.writer = writer;
        this.recovery = recovery;
        this.sandboxes = sandboxes;
        this.ipam = ipam;
        this.boot = boot;
        this.clock = clock;
    }

    Lease attach(Claim claim, Sandbox sandbox, OptionalLong cookie, Call call) throws HostException {
        Vf vf = vf(claim);
        Owner owner = owner(claim, sandbox, cookie);
        takeFromTheDead(vf, claim, owner, call.until());
        require(writer.achieve(new Reservation(vf.address(), owner), lane(vf), call.until()));
        try {
            Lease lease = lease(claim, sandbox, call);
            Attachment wanted = new Attachment(
                    vf.address(), owner.key(), claim.wanted(), Optional.empty(), addresses(lease), routes(lease));
            require(writer.achieve(
                    new AttachPlanner(wanted), lane(vf), call.until().orWhen(call.hungUp())));
            return lease;
        } catch (HostException e) {
            undo(vf, owner, e);
            throw e;
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
                sandbox.pod().orElse(new PodRef("", "", "")),
                sandbox.netns(),
                cookie,
                Optional.of(claim.pool().resource().toString()),
                claim.ipam(),
                Instant.now(clock));
    }

    private void takeFromTheDead(Vf vf, Claim claim, Owner asker, Deadline until) throws HostException {
        Optional<Owner> holder = writer.ledger().owner(vf.id());
        if (holder.isEmpty() || sandboxes.alive(holder.get())) {
            return;
        }
        if (holder.get().key().equals(asker.key()) && holder.get().phase() == OwnerPhase.RESERVED) {
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

    private static final java.time.Duration TIME_TO_UNDO = java.time.Duration.ofSeconds(30);

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
