package io.keelson.plugin.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.vf.model.Problem;
import io.keelson.vf.step.Disruption;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Step;

/** A planning as a tree: {@code {"steps": [..], "hurts": [..], "problems": [..]}}. */
final class PlanJson {
    private PlanJson() {}

    static JsonNode of(Planning planning) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode steps = root.putArray("steps");
        ArrayNode hurts = root.putArray("hurts");
        for (Plan plan : planning.plans().values()) {
            for (Step step : plan.steps()) {
                steps.addObject().put("subject", step.subject().text()).put("step", step.describe());
            }
            for (Disruption hurt : plan.hurts()) {
                hurts.addObject().put("vf", hurt.vf().toString()).put("who", hurt.who());
            }
        }
        ArrayNode problems = root.putArray("problems");
        for (Problem problem : planning.allProblems()) {
            problems.addObject()
                    .put("code", problem.code().name())
                    .put("subject", problem.subject().text())
                    .put("detail", problem.detail())
                    .put("hint", problem.hint())
                    .put("errno", problem.errno().map(e -> e.symbol()).orElse(null));
        }
        return root;
    }
}
