package io.keelson.config.validate;

import io.keelson.vf.model.Problem;
import java.util.ArrayList;
import java.util.List;

/** Everything found wrong, sorted into what forbids to use the configuration and what does not. */
public final class Findings {
    /** Nobody reads more, and a hostile file shall not make millions. */
    private static final int MAX = 200;

    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    /** Adds what forbids to use it. */
    public void error(Problem problem) {
        add(errors, problem);
    }

    /** Adds what a person should look at. */
    public void warning(Problem problem) {
        add(warnings, problem);
    }

    /** Adds an error in the strict format, a warning in the other. */
    public void add(boolean strict, Problem problem) {
        add(strict ? errors : warnings, problem);
    }

    /** Whether no more is kept: so much is wrong that looking further is waste. */
    public boolean isFull() {
        return errors.size() >= MAX || warnings.size() >= MAX;
    }

    /** The errors, in the order they were found. */
    public List<Problem> errors() {
        return List.copyOf(errors);
    }

    /** The warnings, in the order they were found. */
    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    private static void add(List<Problem> list, Problem problem) {
        if (list.size() < MAX) {
            list.add(problem);
        }
    }
}
