package io.keelson.plugin.app;

import io.keelson.vf.model.Problem;
import java.util.List;

/**
 * What one pass of the reconciler did.
 *
 * @param steps a line for each step it took
 * @param problems what keeps the host from being as configured
 */
record PassReport(List<String> steps, List<Problem> problems) {
    PassReport {
        steps = List.copyOf(steps);
        problems = List.copyOf(problems);
    }
}
