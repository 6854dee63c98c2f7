package io.keelson.vf.journal;

import io.keelson.vf.model.Printable;
import io.keelson.vf.step.Step;

/** A step as words for people: the object and what was to be done to it. It is never made a step again. */
public record StepText(String subject, String does) {
    private static final int MAX = 512;

    public StepText {
        subject = Printable.of(subject, MAX);
        does = Printable.of(does, MAX);
    }

    static StepText of(Step step) {
        return new StepText(step.subject().text(), step.describe());
    }

    @Override
    public String toString() {
        return subject + ": " + does;
    }
}
