package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.plan.HostPlanner;
import io.keelson.config.plan.PfWork;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.HostWriter;
import io.keelson.vf.KernelFacts;
import io.keelson.vf.Moved;
import io.keelson.vf.Recovery;
import io.keelson.vf.Releases;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Refusal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One pass makes the host as it should be: sandboxes that died give their VFs back, PFs get their VFs and drivers, VFs that
 * nobody holds are proven clean, and the pools are told. Passes run one at a time, on one thread.
 */
final class Reconciler {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Supplier<Intent> intent;
    private final KernelFacts facts;
    private final HostWriter writer;
    private final Recovery recovery;
    private final Releases releases;
    private final CurrentPools pools;
    private final Proofs proofs;
    private Map<PciAddress, List<Problem>> ofPfs = Map.of();
    private volatile List<Problem> problems = List.of();

    Reconciler(
            Supplier<Intent> intent,
            KernelFacts facts,
            HostWriter writer,
            Recovery recovery,
            Releases releases,
            CurrentPools pools,
            Proofs proofs) {
        this.intent = intent;
        this.facts = facts;
        this.writer = writer;
        this.recovery = recovery;
        this.releases = releases;
        this.pools = pools;
        this.proofs = proofs;
    }

    /** The whole pass; what pools are made of afterwards. */
    PoolAssignment pass() {
        return pass(Moved.ANYTHING);
    }

    /** A pass over what moved alone. */
    PoolAssignment pass(Moved moved) {
        try {
            facts.look(moved);
        } catch (HostException e) {
            Log.problem("the host was not looked at", e.problem());
        }
        if (!proofs.wanted()) {
            return pools.assign(facts.last());
        }
        releaseDead(moved);
        configure(moved);
        PoolAssignment assignment = pools.assign(facts.last());
        proveUnproven(facts.last()
                .vfs()
                .filter(vf ->
                        concerns(moved, vf) && assignment.pool(vf.address()).isPresent())
                .toList());
        return pools.assign(facts.last());
    }

    private static boolean concerns(Moved moved, Vf vf) {
        return moved.has(vf.address()) || moved.has(vf.pf());
    }

    private static boolean concerns(Moved moved, Pf pf) {
        return moved.has(pf.address()) || pf.vfs().stream().anyMatch(vf -> moved.has(vf.address()));
    }

    /** What keeps the host from being as configured, as of the last pass. */
    List<Problem> problems() {
        return problems;
    }

    /** Whether the device's pool wants the strong release. */
    boolean strong(PciAddress device) {
        return pools.poolOf(device)
                .map(Pool::release)
                .filter(r -> r == Release.REBIND)
                .isPresent();
    }

    private void releaseDead(Moved moved) {
        List<Problem> stuck = recovery.ofDeadSandboxes(vf -> moved.has(vf.address()), this::strong, soon());
        stuck.forEach(p -> Log.problem("a VF of a dead sandbox is not released yet", p));
    }

    private void configure(Moved moved) {
        HostPlanner planner = HostPlanner.perPf(intent.get(), facts.last());
        Map<PciAddress, List<Problem>> now = new LinkedHashMap<>();
        for (PfWork work : planner.work()) {
            boolean concerned =
                    facts.last().pf(work.pf()).filter(pf -> concerns(moved, pf)).isPresent();
            now.put(work.pf(), concerned ? configure(work) : ofPfs.getOrDefault(work.pf(), List.of()));
        }
        ofPfs = now;
        List<Problem> found = new ArrayList<>(planner.problems());
        now.values().forEach(found::addAll);
        tellNew(found);
        problems = List.copyOf(found);
    }

    private List<Problem> configure(PfWork work) {
        if (isDone(work)) {
            return List.of();
        }
        try {
            if (work.planner().plan(writer.world()).isEmpty()) {
                return List.of();
            }
        } catch (Refusal refusal) {
            return refusal.problems();
        }
        Outcome outcome = writer.achieve(work.planner(), List.of(work.lane()), soon());
        return outcome instanceof Outcome.Refused refused
                ? refused.problems()
                : outcome.failure().map(List::of).orElse(List.of());
    }

    /** Whether there would be nothing to do if nobody used anything: then it need not be asked, which reads all of /proc. */
    private boolean isDone(PfWork work) {
        try {
            return work.planner().plan(unused()).isEmpty();
        } catch (Refusal refusal) {
            return false;
        }
    }

    private World unused() {
        return new World(writer.facts(), writer.ledger(), Uses.NONE);
    }

    private void tellNew(List<Problem> found) {
        Set<Problem> known = Set.copyOf(problems);
        found.stream().filter(p -> !known.contains(p)).forEach(p -> Log.problem("the host is not as configured", p));
    }

    private void proveUnproven(List<Vf> vfs) {
        World world = unused();
        List<Vf> unproven = vfs.stream()
                .filter(vf -> !proofs.isClean(vf.id()) && world.reasonsInUse(vf).isEmpty())
                .toList();
        if (!unproven.isEmpty()) {
            Uses uses = writer.world().uses();
            unproven.forEach(vf -> prove(vf, uses));
        }
    }

    private void prove(Vf vf, Uses uses) {
        World now = new World(writer.facts(), writer.ledger(), uses);
        if (!now.reasonsInUse(vf).isEmpty()) {
            return;
        }
        Outcome outcome = releases.clean(vf, soon());
        if (outcome.failure().isEmpty()) {
            proofs.clean(vf.id());
        } else {
            outcome.failure().ifPresent(p -> tellStuck(vf, p));
        }
    }

    private void tellStuck(Vf vf, Problem why) {
        if (proofs.stuck(vf.id(), why)) {
            Log.problem("a VF cannot be proven clean", why);
        }
    }

    private static Deadline soon() {
        return Deadline.after(PATIENCE);
    }
}
