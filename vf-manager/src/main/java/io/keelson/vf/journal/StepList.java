package io.keelson.vf.journal;

import io.keelson.vf.step.Step;
import java.util.List;

/**
 * The steps of a transaction as words, shortened where a record would not fit into its line.
 *
 * @param more how many further steps are not listed
 */
public record StepList(List<StepText> listed, int more) {
    /** No steps. */
    public static final StepList NONE = new StepList(List.of(), 0);

    public StepList {
        listed = List.copyOf(listed);
        if (more < 0) {
            throw new IllegalArgumentException("negative count of steps");
        }
    }

    static StepList of(List<Step> steps) {
        return new StepList(steps.stream().map(StepText::of).toList(), 0);
    }

    /** The first half of them; the others are only counted. */
    StepList halved() {
        int kept = listed.size() / 2;
        return new StepList(listed.subList(0, kept), more + listed.size() - kept);
    }
}
