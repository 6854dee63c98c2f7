package io.keelson.config.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files beside the tests that say what is expected. */
public final class Golden {
    private Golden() {}

    /** The whole text of a resource in the package of the test. */
    public static String text(Class<?> test, String name) {
        try (InputStream in = test.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name + " beside " + test);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its lines. */
    public static String[] lines(Class<?> test, String name) {
        return text(test, name).lines().toArray(String[]::new);
    }

    /** The text is the resource's; with {@code -Dgolden.update=true} it becomes the resource's, for git to show. */
    public static void assertLines(Class<?> test, String name, String text) {
        if (Boolean.getBoolean("golden.update")) {
            Path file = Path.of("src/test/resources", test.getPackageName().replace('.', '/'), name);
            try {
                Files.writeString(file, text + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            assertThat(text).isEqualTo(String.join("\n", lines(test, name)));
        }
    }
}
