package io.keelson.plugin.metrics;

import io.keelson.vf.model.Code;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What the agent does, and what it cannot do. */
final class WorkMetrics {
    private static final double MILLIS = Duration.ofSeconds(1).toMillis();

    private WorkMetrics() {}

    static List<Family> of(AgentView agent) {
        Work work = agent.work();
        Family build = new Family(Metric.BUILD_INFO).with(true, agent.version());
        Family refused = new Family(Metric.CONFIGURATION_REFUSED).with(work.configurationRefused());
        Family passes = new Family(Metric.PASS_DURATION).with(work.passes());
        Family last = new Family(Metric.PASS_LAST);
        work.lastPass().ifPresent(at -> last.with(at.toEpochMilli() / MILLIS));
        return List.of(
                build,
                refused,
                passes,
                last,
                problems(work),
                attachments(work),
                new Family(Metric.NETLINK_MESSAGES).with(work.netlinkMessages()),
                new Family(Metric.PROGRAMS).with(work.programs()),
                new Family(Metric.JOURNAL_SYNCS).with(work.journalSyncs()));
    }

    private static Family problems(Work work) {
        Map<Code, Integer> counts = new EnumMap<>(Code.class);
        work.hostProblems().forEach(p -> counts.merge(p.code(), 1, Integer::sum));
        Family problems = new Family(Metric.HOST_PROBLEMS);
        counts.forEach((code, count) -> problems.with(count, code.name()));
        return problems;
    }

    private static Family attachments(Work work) {
        Family attachments = new Family(Metric.ATTACHMENT_DURATION);
        work.attachments().forEach((what, spent) -> {
            switch (what) {
                case ATTACHED -> attachments.with(spent, "attach", "done");
                case ATTACH_FAILED -> attachments.with(spent, "attach", "failed");
                case RELEASED -> attachments.with(spent, "release", "done");
                case RELEASE_FAILED -> attachments.with(spent, "release", "failed");
            }
        });
        return attachments;
    }
}
