package io.keelson.vf.step;

import io.keelson.vf.model.Problem;
import java.util.Locale;
import java.util.Optional;

/** Hears what became of each step as it happens: for the log, for {@code keelson apply}, for counters. Must be quick. */
@FunctionalInterface
public interface StepListener {
    /** Hears nothing. */
    StepListener NONE = (step, did, problem) -> {};

    /** What became of a step. */
    enum Did {
        /** The host was as wanted before. */
        ALREADY,
        /** Applied and verified. */
        APPLIED,
        /** Not applied, or not verified. */
        FAILED,
        /** An inverse, which ran and was verified. */
        UNDONE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Told what became of a step.
     *
     * @param problem why it failed, and only then
     */
    void heard(Step step, Did did, Optional<Problem> problem);
}
