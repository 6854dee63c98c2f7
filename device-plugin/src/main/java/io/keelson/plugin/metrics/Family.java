package io.keelson.plugin.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The samples of one metric at one moment; values of labels in the metric's order. Each method is for one kind of metric. */
final class Family {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private final Metric metric;
    private final List<Sample> samples = new ArrayList<>();

    private record Sample(Labels labels, double value, long count) {}

    Family(Metric metric) {
        this.metric = metric;
    }

    Family with(double value, String... labels) {
        return with(value, 0, labels);
    }

    Family with(long count, String... labels) {
        return with((double) count, labels);
    }

    Family with(boolean holds, String... labels) {
        return with(holds ? 1.0 : 0.0, labels);
    }

    Family with(Spent spent, String... labels) {
        return with(spent.total().toNanos() / NANOS, spent.times(), labels);
    }

    private Family with(double value, long count, String... labels) {
        samples.add(new Sample(Labels.of(metric.labels().toArray(String[]::new), labels), value, count));
        return this;
    }

    MetricSnapshot snapshot() {
        return switch (metric.kind()) {
            case COUNTER -> counter();
            case GAUGE -> gauge();
            case INFO -> info();
            case SUMMARY -> summary();
        };
    }

    private MetricSnapshot counter() {
        CounterSnapshot.Builder all =
                CounterSnapshot.builder().name(metric.family()).help(metric.help());
        samples.forEach(s -> all.dataPoint(CounterDataPointSnapshot.builder()
                .labels(s.labels())
                .value(s.value())
                .build()));
        return all.build();
    }

    private MetricSnapshot gauge() {
        GaugeSnapshot.Builder all =
                GaugeSnapshot.builder().name(metric.family()).help(metric.help());
        samples.forEach(s -> all.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(s.labels())
                .value(s.value())
                .build()));
        return all.build();
    }

    private MetricSnapshot info() {
        InfoSnapshot.Builder all = InfoSnapshot.builder().name(metric.family()).help(metric.help());
        samples.forEach(s ->
                all.dataPoint(InfoDataPointSnapshot.builder().labels(s.labels()).build()));
        return all.build();
    }

    private MetricSnapshot summary() {
        SummarySnapshot.Builder all =
                SummarySnapshot.builder().name(metric.family()).help(metric.help());
        for (Sample s : samples) {
            SummaryDataPointSnapshot.Builder one = SummaryDataPointSnapshot.builder();
            one.count(s.count()).sum(s.value()).labels(s.labels());
            all.dataPoint(one.build());
        }
        return all.build();
    }
}
