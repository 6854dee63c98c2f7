package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, case by case: {@code src/test/values/CASE.yaml} makes {@code src/test/golden/CASE.yaml}. */
class RenderedTest {
    private static final Path VALUES = Path.of("src/test/values");

    static Stream<String> cases() throws IOException {
        try (Stream<Path> files = Files.list(VALUES)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void rendersAsBefore(String file) {
        Golden.matches(file, Chart.render(VALUES.resolve(file)).text());
    }

    @Test
    void rendersAsBeforeWithoutAnyValue() {
        Golden.matches(
                "default.yaml", Chart.render(Optional.empty(), Chart.KUBERNETES).text());
    }

    @Test
    void saysAppArmorTheOldWayToAnOldCluster() {
        Manifests old = Chart.render(Optional.empty(), "1.29.4");
        Golden.matches("kubernetes-1.29.yaml", old.text());
        assertThat(old.text()).doesNotContain("appArmorProfile");
    }

    @Test
    void lintsClean() {
        LintResult result = new Helm(Chart.DIR).lint().strict().call();
        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        assertThat(result.getMessages()).noneMatch(m -> m.contains("[WARNING]") || m.contains("[ERROR]"));
    }
}
