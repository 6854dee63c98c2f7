package io.keelson.plugin.pool;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One resource, served: what it offers, Allocate, and the gate before a container starts. Any thread may call. */
public final class PoolDesk {
    private final Ports ports;
    private final OfferBoard board;
    private volatile PoolView view;

    public PoolDesk(PoolView first, Ports ports) {
        this.ports = ports;
        this.view = first;
        ports.files().offered(first);
        this.board = new OfferBoard(first.offer());
    }

    /** What the desk asks of the world. */
    public record Ports(
            GrantBook grants, StartGate gate, NodeCheck nodes, RestCheck rest, Publication files, Clock clock) {}

    /** How its devices are handed out. */
    public PoolTerms terms() {
        return view.terms();
    }

    /** What it offers; streams to kubelet hang here. */
    public OfferBoard board() {
        return board;
    }

    /** The pool as it is from now on, of the same resource; what kubelet will see change. */
    public Offer.Diff update(PoolView next) {
        if (!next.terms().resource().equals(view.terms().resource())) {
            throw new IllegalArgumentException(
                    "another resource: " + next.terms().resource());
        }
        view = next;
        ports.files().offered(next);
        return board.publish(next.offer());
    }

    /**
     * The devices a container had best take, {@code must} first, {@code size} in all: fewer where there are no more, more
     * where {@code must} are. Ids that are not the pool's are passed over, for a refusal would cost the pod its admission.
     */
    public List<String> prefer(List<String> available, List<String> must, int size) {
        PoolView now = view;
        Set<String> chosen = new LinkedHashSet<>(must);
        Set<String> free = new LinkedHashSet<>(available);
        free.removeAll(chosen);
        Preference.choose(
                        now.terms().allocation(),
                        now.perPf(),
                        candidates(now, free),
                        candidates(now, chosen),
                        Math.max(0, size - chosen.size()))
                .forEach(c -> chosen.add(c.id()));
        return List.copyOf(chosen);
    }

    private List<Preference.Candidate> candidates(PoolView pool, Set<String> ids) {
        return ids.stream()
                .map(pool::device)
                .flatMap(Optional::stream)
                .map(d -> new Preference.Candidate(
                        d.id(), pool.numa(d), d.device().wire(), ports.rest().atRest(d.device())))
                .toList();
    }

    /**
     * The replies for some containers, in order. Every grant is in the journal before this returns, and files that others
     * read of it are written; fails with none of them in force.
     */
    public List<AllocateReply> allocate(List<List<String>> containers) throws HostException {
        PoolView now = view;
        List<AllocateReply> replies = new ArrayList<>();
        for (List<String> ids : containers) {
            replies.add(AllocateReply.of(now, ids, ports.nodes()));
        }
        Instant since = ports.clock().instant();
        List<Grant> grants = replies.stream()
                .flatMap(r -> r.devices().stream())
                .map(d -> d.device().deviceId())
                .distinct()
                .map(id -> new Grant(id, now.terms().resource().toString(), since))
                .toList();
        if (!grants.isEmpty()) {
            ports.grants().grant(grants);
        }
        ports.files()
                .granted(
                        view,
                        replies.stream().flatMap(r -> r.devices().stream()).toList());
        return replies;
    }

    /** Why a container with these devices must not start now; the gate is asked only for those that hold it back. */
    public Optional<Problem> refuseStart(List<String> ids) {
        PoolView now = view;
        if (!now.terms().preStartRequired()) {
            return Optional.empty();
        }
        List<PciAddress> gated = new ArrayList<>();
        for (String id : ids) {
            Optional<Device> device = now.device(id).map(Assigned::device);
            if (device.isEmpty()) {
                return Optional.of(Problem.of(
                        Code.DEVICE_UNKNOWN,
                        new Subject(id),
                        "is no device of " + now.terms().resource() + " any more",
                        "delete the pod, its controller makes a new one"));
            }
            if (device.get() instanceof Vf vf && now.terms().gates(vf)) {
                gated.add(vf.address());
            }
        }
        return gated.isEmpty() ? Optional.empty() : ports.gate().refuse(now.terms(), gated);
    }
}
