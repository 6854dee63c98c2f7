package io.keelson.plugin.app;

import io.keelson.plugin.metrics.Spent;
import io.keelson.plugin.metrics.Work;
import io.keelson.plugin.metrics.Work.Attachment;
import io.keelson.vf.model.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the agent has done since it began, on whatever thread. */
final class Totals {
    final LongAdder netlink = new LongAdder();
    final LongAdder programs = new LongAdder();
    final LongAdder syncs = new LongAdder();
    private final Map<Attachment, Spent> attachments = new ConcurrentHashMap<>();
    private volatile Passes passes = new Passes(Spent.NOTHING, Optional.empty());

    private record Passes(Spent spent, Optional<Instant> last) {}

    /** A pass ended now. One thread makes passes. */
    void passed(Duration took) {
        passes = new Passes(passes.spent().and(took), Optional.of(Instant.now()));
    }

    void attachment(Attachment what, Duration took) {
        attachments.merge(what, new Spent(1, took), (before, one) -> before.and(one.total()));
    }

    /** So far. */
    Work work(List<Problem> hostProblems, boolean configurationRefused) {
        Passes now = passes;
        return new Work(
                now.spent(),
                now.last(),
                hostProblems,
                configurationRefused,
                netlink.sum(),
                programs.sum(),
                syncs.sum(),
                attachments);
    }
}
