package io.keelson.plugin.app;

import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Step;
import io.keelson.vf.step.StepListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Logs each step the agent takes, and tells those of one thread to who asks. Safe for use by several threads. */
final class StepLog implements StepListener {
    private final Map<Thread, List<String>> told = new ConcurrentHashMap<>();

    @Override
    public void heard(Step step, Did did, Optional<Problem> problem) {
        List<String> lines = told.get(Thread.currentThread());
        if (lines != null && did != Did.ALREADY) {
            lines.add(line(step, did));
            problem.map(Problem::line).ifPresent(lines::add);
        }
        if (problem.isPresent()) {
            Log.problem("step failed: " + step.subject() + " " + step.describe(), problem.get());
        } else if (did != Did.ALREADY) {
            Log.event(did + ": " + step.subject() + " " + step.describe());
        }
    }

    /** Runs the work, and adds a line for each step that this thread took in it. */
    <T> T telling(List<String> into, Supplier<T> work) {
        List<String> lines = new ArrayList<>();
        told.put(Thread.currentThread(), lines);
        try {
            return work.get();
        } finally {
            told.remove(Thread.currentThread());
            into.addAll(lines);
        }
    }

    /** A step and what became of it, as people read it. */
    static String line(Step step, Did did) {
        return String.format(Locale.ROOT, "%-8s %s  %s", did, step.subject(), step.describe());
    }
}
