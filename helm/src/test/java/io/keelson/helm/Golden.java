package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected manifests in {@code src/test/golden}; {@code -Dgolden.update=true} writes them anew, to be read in the diff. */
final class Golden {
    private static final Path DIR = Path.of("src/test/golden");

    private Golden() {}

    /** Fails unless the file holds exactly this text. */
    static void matches(String file, String text) {
        Path golden = DIR.resolve(file);
        try {
            if (Boolean.getBoolean("golden.update")) {
                Files.createDirectories(DIR);
                Files.writeString(golden, text);
            }
            assertThat(text)
                    .as("%s (rewrite with -Dgolden.update=true)", golden)
                    .isEqualTo(Files.readString(golden));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
