package io.keelson.vf.step;

import io.keelson.vf.model.Problem;
import io.keelson.vf.model.World;
import java.util.List;

/** What became of a plan. */
public sealed interface Outcome
        permits Outcome.Applied, Outcome.Refused, Outcome.Stale, Outcome.RolledBack, Outcome.Stuck {

    /** Every step is done and verified, and the ledger says so; {@code world} is as seen afterwards. */
    record Applied(Plan plan, World world) implements Outcome {}

    /** Nothing was touched: the planner refused, or a lane was not to be had. */
    record Refused(List<Problem> problems) implements Outcome {}

    /** The facts moved each time it was planned; nothing of it stays. */
    record Stale(Problem problem) implements Outcome {}

    /** A step failed; every step before it was undone and verified. */
    record RolledBack(Problem problem) implements Outcome {}

    /** A step failed and not all could be undone: {@code left} names what stays changed. */
    record Stuck(Problem problem, List<Step> left) implements Outcome {}
}
