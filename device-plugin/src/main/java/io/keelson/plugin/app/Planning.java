package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.plan.HostPlanner;
import io.keelson.config.plan.PfWork;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.status.Columns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.World;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Refusal;
import io.keelson.vf.step.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plans of all PFs for a world, and what would not be planned, made to be printed. */
record Planning(
        Map<PciAddress, Plan> plans,
        Map<PciAddress, List<Problem>> refusals,
        List<Problem> overlaps,
        List<Problem> problems) {
    static Planning of(Intent intent, World world) {
        HostPlanner work = HostPlanner.perPf(intent, world.facts());
        Map<PciAddress, Plan> plans = new LinkedHashMap<>();
        Map<PciAddress, List<Problem>> refusals = new LinkedHashMap<>();
        for (PfWork pf : work.work()) {
            try {
                plans.put(pf.pf(), pf.planner().plan(world));
            } catch (Refusal refusal) {
                refusals.put(pf.pf(), refusal.problems());
            }
        }
        List<Problem> overlaps = PoolAssignment.of(intent, world.facts()).errors();
        return new Planning(plans, refusals, overlaps, work.problems());
    }

    boolean isRefused() {
        return !refusals.isEmpty()
                || !overlaps.isEmpty()
                || plans.values().stream().anyMatch(p -> !p.hurts().isEmpty());
    }

    List<Problem> allProblems() {
        List<Problem> all = new ArrayList<>(overlaps);
        all.addAll(problems);
        refusals.values().forEach(all::addAll);
        return all;
    }

    int steps() {
        return plans.values().stream().mapToInt(p -> p.steps().size()).sum();
    }

    String table() {
        Columns steps = new Columns("#", "OBJECT", "STEP");
        int number = 0;
        for (Plan plan : plans.values()) {
            for (Step step : plan.steps()) {
                steps.row(++number, step.subject(), step.describe());
            }
        }
        StringBuilder text = new StringBuilder();
        text.append(steps.isEmpty() ? "Nothing to do: the host is as configured.\n" : steps.toString());
        plans.values().forEach(p -> p.hurts()
                .forEach(h -> text.append("WOULD HURT  ").append(h).append('\n')));
        return text.toString();
    }
}
