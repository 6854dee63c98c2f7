package io.keelson.vf.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/codes.md} has one row for each code, in the code's order, and says the same about trying again. */
class CodesDocumentedTest {
    /** A row: the code, then retry, meaning, cause and next step, none of them blank. */
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| (yes|no)((?: \\| [^| ][^|]*[^| ]){3}) \\|");

    private static final Path PAGE = Path.of("..", "docs", "codes.md");

    @Test
    void everyCodeHasOneRowAndEveryRowACode() throws IOException {
        assertThat(rows())
                .containsExactlyElementsOf(Arrays.stream(Code.values())
                        .map(code -> code + " " + (code.retryable() ? "yes" : "no"))
                        .toList());
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(CodesDocumentedTest::row)
                .toList();
    }

    private static String row(String line) {
        Matcher row = ROW.matcher(line);
        assertThat(row.matches()).as("five cells, none blank: %s", line).isTrue();
        return row.group(1) + " " + row.group(2);
    }
}
