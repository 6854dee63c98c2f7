package io.keelson.vf;

import io.keelson.vf.ChangeWatch.Phase;
import io.keelson.vf.journal.Journal;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.World;
import io.keelson.vf.run.Lanes;
import io.keelson.vf.run.StepRunner;
import io.keelson.vf.step.Disruption;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.Outcome;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Planner;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.SetVfAttributes;
import io.keelson.vf.step.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The one way to change a host: plan in the lane, write the journal, run the steps, write the journal. A plan that failed
 * because the facts moved is made again, at most three times within the deadline; one that fails on the same facts is
 * told as it is. May be called from any thread; calls in the same lane wait for each other.
 */
public final class HostWriter {
    private static final int TRIES = 3;

    private final Facts facts;
    private final Journal journal;
    private final UseEvidence evidence;
    private final Lanes lanes;
    private final StepRunner runner;
    private final ChangeWatch watch;

    public HostWriter(Facts facts, Journal journal, UseEvidence evidence, Lanes lanes, StepRunner runner) {
        this(facts, journal, evidence, lanes, runner, ChangeWatch.NONE);
    }

    HostWriter(Facts facts, Journal journal, UseEvidence evidence, Lanes lanes, StepRunner runner, ChangeWatch watch) {
        this.facts = facts;
        this.journal = journal;
        this.evidence = evidence;
        this.lanes = lanes;
        this.runner = runner;
        this.watch = watch;
    }

    /** The world as last seen, for those who only show it or make a plan to print. Lists the open vfio groups anew. */
    public World world() {
        return new World(facts.last(), journal.ledger(), evidence.around(List.of()));
    }

    /** Who holds what, now. */
    public Ledger ledger() {
        return journal.ledger();
    }

    /** The host as last seen. */
    public Snapshot facts() {
        return facts.last();
    }

    /**
     * Makes the world as the planner wants it, or leaves it as it was and says why. Without lanes it is told of no use at all,
     * so that every device counts as in use: that is for plans that only write down, which must not wait for evidence.
     */
    public Outcome achieve(Planner planner, List<Lane> wanted, Deadline until) {
        Uses uses = wanted.isEmpty() ? Uses.UNKNOWN : evidence.around(wanted);
        long began = System.nanoTime();
        Optional<Lanes.Held> held = lanes.take(wanted, until);
        took(Phase.LANE, began);
        if (held.isEmpty()) {
            return new Outcome.Refused(List.of(busy(wanted)));
        }
        try (Lanes.Held lane = held.get()) {
            return inLane(planner, wanted, uses, until);
        } catch (HostException e) {
            return new Outcome.Refused(List.of(e.problem()));
        }
    }

    private Outcome inLane(Planner planner, List<Lane> wanted, Uses uses, Deadline until) throws HostException {
        List<Step> failed = List.of();
        Outcome outcome = new Outcome.Stale(changing(wanted));
        for (int i = 0; i < TRIES; i++) {
            World world = new World(look(wanted, i > 0 || planner.needsSettings()), journal.ledger(), uses);
            Plan plan;
            try {
                plan = plan(planner, world);
            } catch (Refusal refusal) {
                return i == 0 ? new Outcome.Refused(refusal.problems()) : outcome;
            }
            if (i > 0 && failed.equals(plan.steps())) {
                return outcome;
            }
            outcome = attempt(plan, wanted, world, until);
            if (!(outcome instanceof Outcome.RolledBack) || until.passed()) {
                return outcome;
            }
            failed = plan.steps();
        }
        return new Outcome.Stale(changing(wanted));
    }

    private Outcome attempt(Plan plan, List<Lane> wanted, World seen, Deadline until) throws HostException {
        if (!plan.hurts().isEmpty()) {
            return new Outcome.Refused(
                    plan.hurts().stream().map(HostWriter::hurt).toList());
        }
        if (plan.isEmpty()) {
            return new Outcome.Applied(plan, seen);
        }
        if (plan.steps().isEmpty()) {
            record(plan);
            return new Outcome.Applied(plan, new World(seen.facts(), journal.ledger(), seen.uses()));
        }
        return run(plan, wanted, seen, until);
    }

    private Outcome run(Plan plan, List<Lane> wanted, World seen, Deadline until) throws HostException {
        long began = System.nanoTime();
        long tx = journal.begin(plan);
        took(Phase.JOURNAL, began);
        long running = System.nanoTime();
        StepRunner.Result result = runner.run(plan.steps(), until, () -> {
            took(Phase.KERNEL, running);
            commit(tx, plan);
        });
        if (result instanceof StepRunner.Undone undone) {
            close(tx, undone.problem(), List.of());
            return new Outcome.RolledBack(undone.problem());
        }
        if (result instanceof StepRunner.Stuck stuck) {
            close(tx, stuck.problem(), stuck.left());
            return new Outcome.Stuck(stuck.problem(), stuck.left());
        }
        return new Outcome.Applied(plan, new World(look(wanted, setsSettings(plan)), journal.ledger(), seen.uses()));
    }

    private Snapshot look(List<Lane> wanted, boolean settings) throws HostException {
        long began = System.nanoTime();
        try {
            return facts.look(wanted, settings);
        } finally {
            took(Phase.LOOK, began);
        }
    }

    private Plan plan(Planner planner, World world) throws Refusal {
        long began = System.nanoTime();
        try {
            return planner.plan(world);
        } finally {
            took(Phase.PLAN, began);
        }
    }

    private void record(Plan plan) throws HostException {
        long began = System.nanoTime();
        journal.record(plan);
        took(Phase.JOURNAL, began);
    }

    private void commit(long tx, Plan plan) throws HostException {
        long began = System.nanoTime();
        journal.commit(tx, plan);
        took(Phase.JOURNAL, began);
    }

    private void took(Phase phase, long began) {
        watch.took(phase, Duration.ofNanos(System.nanoTime() - began));
    }

    private static boolean setsSettings(Plan plan) {
        return plan.steps().stream().anyMatch(SetVfAttributes.class::isInstance);
    }

    /** A transaction that cannot be closed is closed by the next start; what became of its steps is told all the same. */
    private void close(long tx, Problem problem, List<Step> left) {
        try {
            journal.undone(tx, problem, left);
        } catch (HostException unwritable) {
            return;
        }
    }

    private static Problem hurt(Disruption hurt) {
        return Problem.of(
                Code.VF_IN_USE,
                Subject.of(hurt.vf()),
                "the plan would take it away: " + hurt.who(),
                "wait until it is free, or drain the node");
    }

    private static Problem busy(List<Lane> wanted) {
        return Problem.of(
                Code.PF_BUSY,
                new Subject(String.valueOf(wanted.get(0).address())),
                "another change is under way and did not end in time",
                "nothing to do: it will be asked for again");
    }

    private static Problem changing(List<Lane> wanted) {
        return Problem.of(
                Code.HOST_CHANGING,
                new Subject(
                        wanted.isEmpty() ? "host" : String.valueOf(wanted.get(0).address())),
                "the host changed under three plans in a row",
                "see what else configures this NIC; it will be tried again");
    }
}
