package io.keelson.vf.step;

import io.keelson.vf.model.Problem;
import java.util.List;

/** A planner will not plan this: nothing was touched, and these are the reasons. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public Refusal(List<Problem> problems) {
        super(problems.isEmpty() ? "refused" : problems.get(0).line());
        this.problems = List.copyOf(problems);
    }

    public Refusal(Problem problem) {
        this(List.of(problem));
    }

    /** All reasons, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
