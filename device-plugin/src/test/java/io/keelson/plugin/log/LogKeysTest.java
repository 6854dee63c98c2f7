package io.keelson.plugin.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The keys of log lines are a closed list: in the code, in {@code docs/log.md}, and nowhere else. */
class LogKeysTest {
    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path PAGE = Path.of("..", "docs", "log.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z_]+)` \\| \\S.*\\|");
    private static final Pattern FREE = Pattern.compile("addKeyValue\\(\\s*+(?!Key\\.|key\\.word\\(\\))");

    @Test
    void everyKeyHasOneRowAndEveryRowAKey() throws IOException {
        List<String> rows = Files.readAllLines(PAGE).stream()
                .map(ROW::matcher)
                .filter(m -> m.matches())
                .map(m -> m.group(1))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Arrays.stream(Key.values()).map(Key::word).toList());
    }

    @Test
    void everyKeyIsUsedAndNoLineHasAnother() throws IOException {
        List<String> texts = sources();

        assertThat(texts).noneMatch(text -> FREE.matcher(text).find());
        assertThat(Key.values()).allMatch(key -> texts.stream().anyMatch(t -> t.contains("Key." + key.name())));
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(f -> f.toString().endsWith(".java"))
                    .map(LogKeysTest::read)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
