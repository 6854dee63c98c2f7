package io.keelson.vf.run;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Check;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.OnceRead;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import io.keelson.vf.step.StepListener.Did;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Runs steps in order: each is checked, applied, and checked again; when one fails, the inverses of those that were applied
 * run backwards, each checked likewise. What one look told counts until the next write. Knows nothing of journals and lanes.
 */
public final class StepRunner {
    private final Host host;
    private final StepListener listener;

    public StepRunner(Host host, StepListener listener) {
        this.host = host;
        this.listener = listener;
    }

    /** What became of a run. */
    public sealed interface Result permits Done, Undone, Stuck {}

    /** Every step is done and verified. */
    public record Done() implements Result {}

    /** One failed, all before it were undone and verified. */
    public record Undone(Problem problem) implements Result {}

    /** One failed; {@code left} could not be undone. */
    public record Stuck(Problem problem, List<Step> left) implements Result {}

    /** Says for good that every step is done, once they are. */
    @FunctionalInterface
    public interface Seal {
        /** Fails where it cannot be said, and then the steps are undone as if one had failed. */
        void set() throws HostException;
    }

    /** Runs the steps, none begun once the deadline has passed, and sets the seal. */
    public Result run(List<Step> steps, Deadline until, Seal seal) {
        try (Host.Visit visit = host.visit()) {
            return new StepRunner(new OnceRead(visit), listener).runAll(steps, until, seal);
        }
    }

    private Result runAll(List<Step> steps, Deadline until, Seal seal) {
        Deque<Step> undo = new ArrayDeque<>();
        for (Step step : steps) {
            Optional<Problem> failure = runOne(step, undo, until);
            if (failure.isPresent()) {
                listener.heard(step, Did.FAILED, failure);
                return rollBack(undo, failure.get());
            }
        }
        try {
            seal.set();
            return new Done();
        } catch (HostException e) {
            return rollBack(undo, e.problem());
        }
    }

    private Optional<Problem> runOne(Step step, Deque<Step> undo, Deadline until) {
        try {
            Check before = step.check(host);
            if (before instanceof Check.Done) {
                listener.heard(step, Did.ALREADY, Optional.empty());
                return Optional.empty();
            }
            if (before instanceof Check.Refused refused) {
                return Optional.of(refused.problem());
            }
            if (until.passed()) {
                return Optional.of(late(step));
            }
            return apply(step, undo);
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
    }

    private Optional<Problem> apply(Step step, Deque<Step> undo) throws HostException {
        Optional<Step> inverse = step.inverse(host);
        try {
            step.apply(host);
        } catch (HostException e) {
            if (step.appliesInParts()) {
                inverse.ifPresent(undo::push);
            }
            throw e;
        }
        inverse.ifPresent(undo::push);
        Optional<Problem> unverified = verify(step);
        if (unverified.isEmpty()) {
            listener.heard(step, Did.APPLIED, Optional.empty());
        }
        return unverified;
    }

    private Optional<Problem> verify(Step step) throws HostException {
        Check after = step.check(host);
        if (after instanceof Check.Done) {
            return Optional.empty();
        }
        if (after instanceof Check.Refused refused) {
            return Optional.of(refused.problem());
        }
        return Optional.of(Problem.of(
                Code.NOT_VERIFIED,
                step.subject(),
                "the kernel took '" + step.describe() + "' but does not show it",
                "see the kernel's log for what the driver said"));
    }

    private Result rollBack(Deque<Step> undo, Problem problem) {
        List<Step> left = new ArrayList<>();
        while (!undo.isEmpty()) {
            Step inverse = undo.pop();
            Optional<Problem> failure = runOne(inverse, new ArrayDeque<>(), Deadline.NEVER);
            if (failure.isPresent()) {
                left.add(inverse);
                listener.heard(inverse, Did.FAILED, failure);
            } else {
                listener.heard(inverse, Did.UNDONE, Optional.empty());
            }
        }
        return left.isEmpty() ? new Undone(problem) : new Stuck(problem, List.copyOf(left));
    }

    private static Problem late(Step step) {
        return Problem.of(
                Code.DEADLINE_PASSED,
                step.subject(),
                "no time left, or nobody waiting, before '" + step.describe() + "'",
                "nothing to do: it will be asked for again");
    }
}
