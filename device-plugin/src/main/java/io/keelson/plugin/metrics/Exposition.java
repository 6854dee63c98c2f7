package io.keelson.plugin.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * All metrics at one moment as text, in the format that is asked for. A family without a sample is left out.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">text format 0.0.4</a>
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>
 */
final class Exposition {
    private static final List<Function<AgentView, List<Family>>> AREAS = List.of(PoolMetrics::of, WorkMetrics::of);

    private final ExpositionFormatWriter text = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter openMetrics = OpenMetricsTextFormatWriter.create();
    private final AgentView agent;

    Exposition(AgentView agent) {
        this.agent = agent;
    }

    /** @param accept the request's header of that name */
    Answer answer(Optional<String> accept) {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        AREAS.forEach(area -> area.apply(agent).forEach(family -> all.metricSnapshot(family.snapshot())));
        ExpositionFormatWriter writer = accept.filter(openMetrics::accepts).isPresent() ? openMetrics : text;
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            writer.write(body, all.build(), EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Answer(200, writer.getContentType(), body.toString(StandardCharsets.UTF_8));
    }
}
