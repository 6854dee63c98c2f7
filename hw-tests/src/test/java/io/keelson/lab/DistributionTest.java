package io.keelson.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The distribution as somebody unpacks it, on a machine without Java. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DistributionTest {
    private static final Path BUILT = Path.of("../device-plugin/target/keelson");
    private static final Path TREE =
            Path.of("../vf-manager/src/test/trees/igb-with-vfs").toAbsolutePath();

    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** Elsewhere than it was built. */
    @BeforeAll
    void unpack(@TempDir Path elsewhere) throws Exception {
        folder = elsewhere;
        run(
                Map.of("PATH", "/usr/bin:/bin"),
                "cp",
                "-a",
                BUILT.toString(),
                folder.resolve("unpacked").toString());
    }

    @Test
    void bringsItsJavaAndItsClassesComeFromTheArchive() throws Exception {
        Path loaded = folder.resolve("loaded");

        String printed = keelson("-Xlog:class+load:file=" + loaded, "inventory", "--host-root", TREE.toString());

        assertThat(printed).contains("0000:21:00.0").contains("igbvf");
        List<String> ours = Files.readAllLines(loaded).stream()
                .filter(l -> l.contains(" io.keelson.") && !l.contains("$$Lambda"))
                .toList();
        assertThat(ours).hasSizeGreaterThan(50).allSatisfy(l -> assertThat(l).endsWith("source: shared objects file"));
        assertThat(Files.readAllLines(loaded))
                .as("classes that had to be parsed and verified")
                .filteredOn(l -> l.contains("source: file:") || l.contains("source: jrt:"))
                .hasSizeLessThan(20);
    }

    /** jffi would else unpack its library into a temporary folder, or where it was started. */
    @Test
    void loadsTheLibraryItBrings() throws Exception {
        String printed = keelson("-Xlog:library=info", "inventory");

        assertThat(printed).contains("Loaded library " + folder.resolve("unpacked/lib/libjffi-1.2.so") + ",");
    }

    /** A pod's root file system, without a volume for temporary files. */
    @Test
    @Tag("netns")
    void worksWhereNothingCanBeWritten() throws Exception {
        String nothingWritable = """
                for place in /tmp /var/tmp /dev/shm; do mount --bind $place $place; done
                for place in / /tmp /var/tmp /dev/shm "${0%/bin/keelson}"; do mount -o remount,bind,ro $place; done 2>/dev/null
                touch /tmp/x /var/x 2>/dev/null && exit 9
                exec "$0" "$@"
                """;
        String printed = run(
                Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "KEELSON_JAVA_FLAGS", "-Xlog:class+load"),
                "unshare",
                "--mount",
                "sh",
                "-c",
                nothingWritable,
                folder.resolve("unpacked/bin/keelson").toString(),
                "inventory",
                "--host-root",
                TREE.toString());

        assertThat(printed)
                .contains("0000:21:00.0")
                .containsPattern("io.keelson.vf.HostScanner source: shared objects file")
                .doesNotContain("keelson: ");
    }

    private String keelson(String flags, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(folder.resolve("unpacked/bin/keelson").toString()));
        command.addAll(List.of(words));
        return run(Map.of("PATH", "/usr/bin:/bin", "KEELSON_JAVA_FLAGS", flags), command.toArray(String[]::new));
    }

    private String run(Map<String, String> environment, String... command) throws IOException, InterruptedException {
        Path printed = Files.createTempFile(folder, "printed", "");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Path.of(".").toAbsolutePath().toFile())
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return Files.readString(printed, StandardCharsets.UTF_8);
    }
}
