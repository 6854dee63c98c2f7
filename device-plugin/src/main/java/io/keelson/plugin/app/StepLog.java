package io.keelson.plugin.app;

import io.keelson.vf.HostControl;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Step;
import java.util.Optional;

/** Logs each step the agent takes. */
enum StepLog implements HostControl.StepWatch {
    INSTANCE;

    @Override
    public void heard(Step step, String did, Optional<Problem> problem) {
        if (problem.isPresent()) {
            Log.problem("step failed: " + step.subject() + " " + step.describe(), problem.get());
        } else if (!did.equals("already")) {
            Log.event(did + ": " + step.subject() + " " + step.describe());
        }
    }
}
