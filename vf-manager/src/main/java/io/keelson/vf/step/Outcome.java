package io.keelson.vf.step;

import io.keelson.vf.model.Problem;
import io.keelson.vf.model.World;
import java.util.List;
import java.util.Optional;

/** What became of a plan. */
public sealed interface Outcome
        permits Outcome.Applied, Outcome.Refused, Outcome.Stale, Outcome.RolledBack, Outcome.Stuck {

    /** Why it was not applied, the first reason where there are several; empty when it was. */
    default Optional<Problem> failure() {
        if (this instanceof Refused refused) {
            return refused.problems().stream().findFirst();
        }
        if (this instanceof RolledBack rolledBack) {
            return Optional.of(rolledBack.problem());
        }
        if (this instanceof Stuck stuck) {
            return Optional.of(stuck.problem());
        }
        return this instanceof Stale stale ? Optional.of(stale.problem()) : Optional.empty();
    }

    /** Every step is done and verified, and the ledger says so; {@code world} is as seen afterwards. */
    record Applied(Plan plan, World world) implements Outcome {}

    /** Nothing was touched: the planner refused, or a lane was not to be had. */
    record Refused(List<Problem> problems) implements Outcome {
        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) {
                throw new IllegalArgumentException("a refusal has a reason");
            }
        }
    }

    /** The facts moved each time it was planned; nothing of it stays. */
    record Stale(Problem problem) implements Outcome {}

    /** A step failed; every step before it was undone and verified. */
    record RolledBack(Problem problem) implements Outcome {}

    /** A step failed and not all could be undone: {@code left} names what stays changed. */
    record Stuck(Problem problem, List<Step> left) implements Outcome {}
}
