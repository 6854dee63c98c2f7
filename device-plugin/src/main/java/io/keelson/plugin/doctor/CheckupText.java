package io.keelson.plugin.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keelson.plugin.status.Columns;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.Printable;
import io.keelson.vf.model.Problem;
import java.util.List;

/** Findings as they are printed. */
public final class CheckupText {
    private static final int MAX_EVIDENCE = 400;

    private CheckupText() {}

    /** A line for each check; then each problem with its next step on a line of its own. */
    public static String table(List<Finding> findings) {
        Columns table = new Columns("CHECK", "RESULT", "EVIDENCE");
        StringBuilder problems = new StringBuilder();
        for (Finding finding : findings) {
            table.row(finding.check(), finding.result(), Printable.of(finding.evidence(), MAX_EVIDENCE));
            for (Problem p : finding.problems()) {
                problems.append('\n')
                        .append(p.code() + " " + p.subject() + ": " + p.detail())
                        .append(p.errno().map(e -> " (" + e + ")").orElse(""))
                        .append(p.hint().isEmpty() ? "\n" : "\n  next: " + p.hint() + "\n");
            }
        }
        return table + problems.toString();
    }

    /** {@code {"findings": [{"check", "result", "evidence", "problems": [..]}]}}. */
    public static JsonNode tree(List<Finding> findings) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode all = root.putArray("findings");
        for (Finding finding : findings) {
            ArrayNode problems = all.addObject()
                    .put("check", finding.check())
                    .put("result", finding.result().toString())
                    .put("evidence", finding.evidence())
                    .putArray("problems");
            for (Problem p : finding.problems()) {
                problems.addObject()
                        .put("code", p.code().name())
                        .put("subject", p.subject().text())
                        .put("detail", p.detail())
                        .put("hint", p.hint())
                        .put("errno", p.errno().map(Errno::symbol).orElse(null));
            }
        }
        return root;
    }
}
