package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.plan.HostPlanner;
import io.keelson.config.plan.PfWork;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.HostWriter;
import io.keelson.vf.KernelFacts;
import io.keelson.vf.Recovery;
import io.keelson.vf.Releases;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One pass makes the host as it should be: sandboxes that died give their VFs back, PFs get their VFs and drivers, VFs that
 * nobody holds are proven clean, and the pools are told. Passes run one at a time, on one thread.
 */
final class Reconciler {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Intent intent;
    private final KernelFacts facts;
    private final HostWriter writer;
    private final Recovery recovery;
    private final Releases releases;
    private final CurrentPools pools;
    private final Set<VfId> verified = ConcurrentHashMap.newKeySet();
    private final Map<VfId, Problem> stuck = new ConcurrentHashMap<>();
    private volatile Map<PciAddress, List<Problem>> pfProblems = Map.of();

    Reconciler(
            Intent intent,
            KernelFacts facts,
            HostWriter writer,
            Recovery recovery,
            Releases releases,
            CurrentPools pools) {
        this.intent = intent;
        this.facts = facts;
        this.writer = writer;
        this.recovery = recovery;
        this.releases = releases;
        this.pools = pools;
    }

    /** The whole pass; what pools are made of afterwards. */
    PoolAssignment pass() {
        facts.scan();
        releaseDead();
        configure();
        World seen = writer.world();
        PoolAssignment assignment = pools.assign(seen.facts());
        for (Vf vf : seen.facts().vfs().toList()) {
            if (assignment.pool(vf.address()).isPresent()) {
                prove(vf, seen.uses());
            }
        }
        return pools.assign(facts.last());
    }

    /** Whether the VF was read back clean since it exists; from then on each release proves it anew. */
    boolean isVerified(VfId vf) {
        return verified.contains(vf);
    }

    /** Why a VF cannot be cleaned, where that is so. */
    Optional<Problem> stuck(VfId vf) {
        return Optional.ofNullable(stuck.get(vf));
    }

    /** What keeps PFs from being as configured. */
    Map<PciAddress, List<Problem>> pfProblems() {
        return pfProblems;
    }

    /** Whether the device's pool wants the strong release. */
    boolean strong(PciAddress device) {
        return pools.poolOf(device)
                .map(Pool::release)
                .filter(r -> r == Release.REBIND)
                .isPresent();
    }

    private void releaseDead() {
        List<Problem> problems = recovery.ofDeadSandboxes(this::strong, soon());
        problems.forEach(p -> Log.problem("a VF of a dead sandbox is not released yet", p));
    }

    private void configure() {
        Map<PciAddress, List<Problem>> problems = new HashMap<>();
        for (PfWork work : HostPlanner.perPf(intent, facts.last()).work()) {
            List<Problem> found = configure(work);
            if (!found.isEmpty()) {
                problems.put(work.pf(), found);
            }
        }
        tellNew(problems);
        pfProblems = Map.copyOf(problems);
    }

    private List<Problem> configure(PfWork work) {
        World world = writer.world();
        try {
            Plan plan = work.planner().plan(world);
            if (plan.isEmpty()) {
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

    private void tellNew(Map<PciAddress, List<Problem>> problems) {
        Set<Problem> known = new HashSet<>();
        pfProblems.values().forEach(known::addAll);
        problems.values().forEach(list -> list.stream()
                .filter(p -> !known.contains(p))
                .forEach(p -> Log.problem("a PF is not as configured", p)));
    }

    private void prove(Vf vf, Uses uses) {
        World now = new World(writer.facts(), writer.ledger(), uses);
        if (verified.contains(vf.id()) || !now.reasonsInUse(vf).isEmpty()) {
            return;
        }
        Outcome outcome = releases.clean(vf, soon());
        if (outcome.failure().isEmpty()) {
            verified.add(vf.id());
            stuck.remove(vf.id());
        } else {
            outcome.failure().ifPresent(p -> stuck.put(vf.id(), p));
        }
    }

    private static Deadline soon() {
        return Deadline.after(PATIENCE);
    }
}
