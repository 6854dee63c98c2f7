package io.keelson.vf.run;

import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Step;

/** Hears of each step as it happens: for the log, for {@code keelson apply}, for counters. */
public interface StepListener {
    /** Hears nothing. */
    StepListener NONE = new StepListener() {};

    /** The host was as wanted before. */
    default void already(Step step) {}

    /** Applied and verified. */
    default void applied(Step step) {}

    /** Not applied, or not verified. */
    default void failed(Step step, Problem problem) {}

    /** An inverse ran and was verified. */
    default void undone(Step inverse) {}
}
