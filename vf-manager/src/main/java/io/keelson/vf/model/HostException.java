package io.keelson.vf.model;

/** The kernel did not do or tell what was asked; carries the {@link Problem} that says so. */
public final class HostException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public HostException(Problem problem) {
        super(problem.line());
        this.problem = problem;
    }

    public HostException(Problem problem, Throwable cause) {
        super(problem.line(), cause);
        this.problem = problem;
    }

    /** What failed, on what, and why. */
    public Problem problem() {
        return problem;
    }
}
