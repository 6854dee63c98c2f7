package io.keelson.plugin.app;

import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent's own log lines: what happened, and the problem as a key. */
final class Log {
    private static final Logger AGENT = LoggerFactory.getLogger("keelson");

    private Log() {}

    static void problem(String what, Problem problem) {
        AGENT.atWarn().addKeyValue("problem", problem.line()).log(what);
    }

    /** Each step the agent takes, but for those that were done before. */
    static void step(Step step, StepListener.Did did, Optional<Problem> problem) {
        if (problem.isPresent()) {
            problem("step failed: " + step.subject() + " " + step.describe(), problem.get());
        } else if (did != StepListener.Did.ALREADY) {
            event(did + ": " + step.subject() + " " + step.describe());
        }
    }

    static void event(String what) {
        AGENT.info(what);
    }

    static void event(String what, String key, Object value) {
        AGENT.atInfo().addKeyValue(key, value).log(what);
    }
}
