package io.keelson.config.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

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
}
