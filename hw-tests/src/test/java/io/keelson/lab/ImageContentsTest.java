package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is in the image, and that nobody but root could write to any of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImageContentsTest {
    private static final Path TARGET = Path.of("../device-plugin/target");

    @SuppressWarnings("NullAway.Init")
    private Path root;

    @BeforeAll
    void unpack(@TempDir Path dir) throws Exception {
        Path archive = Files.createDirectory(dir.resolve("archive"));
        root = Files.createDirectory(dir.resolve("root"));
        Processes.run(List.of(
                "tar",
                "-C",
                archive.toString(),
                "-xf",
                TARGET.resolve("keelson-image.tar").toString()));
        JsonNode manifest =
                new ObjectMapper().readTree(archive.resolve("manifest.json").toFile());
        for (JsonNode layer : manifest.path(0).path("Layers")) {
            Processes.run(List.of(
                    "tar",
                    "-C",
                    root.toString(),
                    "-xpf",
                    archive.resolve(layer.asText()).toString()));
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(p -> !Files.isDirectory(p, java.nio.file.LinkOption.NOFOLLOW_LINKS))
                    .map(root::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void holdsTheDistributionAShellAndTheLibrariesOfBoth() throws Exception {
        assertThat(files())
                .extracting(Path::toString)
                .allMatch(p -> p.startsWith("opt/keelson/")
                        || p.matches("lib(64)?/([a-z0-9_-]+/)?(ld-linux|lib(c|m|z|gcc_s|stdc\\+\\+))[-.a-z0-9]*")
                        || List.of("bin/sh", "etc/passwd", "etc/group", "var/run", "entrypoint.sh", "usr/bin/sriovdp")
                                .contains(p));
    }

    @Test
    void isListed() throws Exception {
        List<String> listed = Files.readAllLines(TARGET.resolve("keelson-image.contents")).stream()
                .map(line -> line.strip().split(" +")[1].substring(1))
                .toList();
        assertThat(listed)
                .containsExactlyElementsOf(files().stream().map(Path::toString).toList());
    }

    @Test
    void nothingInItCanBeWritten() throws Exception {
        Map<String, String> writable = new TreeMap<>();
        for (Path file : files()) {
            Path here = root.resolve(file);
            if (!Files.isSymbolicLink(here)) {
                String mode =
                        java.nio.file.attribute.PosixFilePermissions.toString(Files.getPosixFilePermissions(here));
                if (mode.contains("w")) {
                    writable.put(file.toString(), mode);
                }
            }
        }
        assertThat(writable).isEmpty();
    }

    /** Which files of one distribution and image hold the same bytes. */
    @Test
    void isTheDistributionThatWasBuilt() throws Exception {
        for (String part :
                List.of("bin/keelson", "cni/keelson", "lib/keelson.jar", "lib/keelson.jsa", "lib/jvm.options")) {
            assertThat(root.resolve("opt/keelson").resolve(part))
                    .hasSameBinaryContentAs(TARGET.resolve("keelson").resolve(part));
        }
    }
}
