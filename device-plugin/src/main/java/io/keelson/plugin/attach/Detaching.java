package io.keelson.plugin.attach;

import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Recovery;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Takes devices back from sandboxes. Only what the ledger says this container owns is ever touched. */
final class Detaching {
    private static final Duration TIME_TO_UNDO = Duration.ofSeconds(30);

    private final HostWriter writer;
    private final Recovery recovery;
    private final Sandboxes sandboxes;
    private final Offers offers;
    private final Ipam ipam;
    private final Markers markers;

    Detaching(HostWriter writer, Recovery recovery, Sandboxes sandboxes, Offers offers, Ipam ipam, Markers markers) {
        this.writer = writer;
        this.recovery = recovery;
        this.sandboxes = sandboxes;
        this.offers = offers;
        this.ipam = ipam;
        this.markers = markers;
    }

    void del(DelRequest request, Call call) throws HostException {
        List<Map.Entry<VfId, Owner>> exact = owned(o -> o.key().container().equals(request.container())
                && o.key().ifName().equals(request.ifName()));
        List<Map.Entry<VfId, Owner>> all = owned(o -> o.key().container().equals(request.container()));
        takeBack(exact.isEmpty() && request.chained() ? all : exact, call.until());
        if (exact.isEmpty() && request.ipam().isPresent()) {
            IpamCall asked = request.ipam().get();
            ipam.del(asked, new Ipam.Target(request.container(), request.ifName(), request.netns()), call.until());
        }
        unmark(request.container());
    }

    void gc(GcRequest request, Call call) throws HostException {
        takeBack(
                owned(o -> !sandboxes.alive(o)
                        && request.valid().stream()
                                .noneMatch(v -> v.container().equals(o.key().container())
                                        && v.ifName().equals(o.key().ifName()))),
                call.until());
    }

    /** After a failed ADD of several devices: those of them that it had attached by then go back too, and no others. */
    void takeBack(ContainerId container, Set<IfName> interfaces, HostException cause) {
        try {
            takeBack(
                    owned(o -> o.key().container().equals(container)
                            && interfaces.contains(o.key().ifName())),
                    Deadline.after(TIME_TO_UNDO));
            unmark(container);
        } catch (HostException e) {
            cause.addSuppressed(e);
        }
    }

    void checkAddresses(Claim claim, Sandbox sandbox, Call call) throws HostException {
        Ipam.Target target = new Ipam.Target(sandbox.container(), claim.ifName(), Optional.of(sandbox.netns()));
        ipam.check(claim.ipam().orElseThrow(), target, call.until());
    }

    private void takeBack(List<Map.Entry<VfId, Owner>> held, Deadline until) throws HostException {
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<VfId, Owner> one : held) {
            recovery.takeBack(one.getKey(), one.getValue(), strong(one.getKey().address()), until)
                    .ifPresent(problems::add);
        }
        if (!problems.isEmpty()) {
            throw new HostException(problems.get(0));
        }
    }

    private List<Map.Entry<VfId, Owner>> owned(Predicate<Owner> whose) {
        return writer.ledger().owners().entrySet().stream()
                .filter(e -> whose.test(e.getValue()))
                .sorted(Map.Entry.comparingByKey(Comparator.comparing(VfId::address)))
                .toList();
    }

    private void unmark(ContainerId container) throws HostException {
        if (owned(o -> o.key().container().equals(container)).isEmpty()) {
            markers.remove(container);
        }
    }

    /** Whether the device's pool asks for the strong release. */
    private boolean strong(PciAddress device) {
        return offers.poolOf(device)
                .map(Pool::release)
                .filter(r -> r == Release.REBIND)
                .isPresent();
    }
}
