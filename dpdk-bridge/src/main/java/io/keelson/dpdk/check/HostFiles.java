package io.keelson.dpdk.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How this package touches files: one bounded read, one listing, one readlink; what cannot be had is absent. */
final class HostFiles {
    /** No file read here as a whole comes near. */
    private static final int MAX_BYTES = 8192;

    private HostFiles() {}

    /** The text without surrounding white space; absent where it cannot be read or is longer than any we know. */
    static Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            return bytes.length > MAX_BYTES
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The names in a directory, sorted; absent where it cannot be listed. */
    static Optional<List<String>> names(Path directory) {
        String[] names = directory.toFile().list();
        if (names == null) {
            return Optional.empty();
        }
        Arrays.sort(names);
        return Optional.of(List.of(names));
    }

    /** What a link points to. */
    static Optional<String> target(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).toString());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
