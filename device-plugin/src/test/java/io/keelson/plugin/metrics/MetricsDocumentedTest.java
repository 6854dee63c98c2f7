package io.keelson.plugin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} has one row for each metric, in the code's order, with its name as it is scraped, type and labels. */
class MetricsDocumentedTest {
    /** Name, type, labels, meaning, when absent; none of them blank. */
    private static final Pattern ROW =
            Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    @Test
    void everyMetricHasOneRowAndEveryRowAMetric() throws IOException {
        assertThat(Files.readAllLines(PAGE).stream()
                        .filter(line -> line.startsWith("| `keelson_"))
                        .map(MetricsDocumentedTest::row))
                .containsExactlyElementsOf(Arrays.stream(Metric.values())
                        .map(MetricsDocumentedTest::row)
                        .toList());
    }

    private static String row(String line) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as("five cells: %s", line).isTrue();
        return row.group(1) + " " + row.group(2) + " " + row.group(3);
    }

    private static String row(Metric metric) {
        String name = metric.family()
                + switch (metric.kind()) {
                    case COUNTER -> "_total";
                    case INFO -> "_info";
                    case GAUGE, SUMMARY -> "";
                };
        String labels = metric.labels().stream().map(l -> "`" + l + "`").collect(Collectors.joining(", "));
        return name + " " + metric.kind().name().toLowerCase(Locale.ROOT) + " " + (labels.isEmpty() ? "-" : labels);
    }
}
