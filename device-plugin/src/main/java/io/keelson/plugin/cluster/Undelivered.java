package io.keelson.plugin.cluster;

import io.keelson.vf.model.Problem;

/** The API server did not do what it was asked for. */
final class Undelivered extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final boolean later;

    /** @param later the same may succeed later */
    Undelivered(Problem problem, boolean later, Throwable cause) {
        super(problem.line(), cause);
        this.problem = problem;
        this.later = later;
    }

    Problem problem() {
        return problem;
    }

    boolean later() {
        return later;
    }
}
