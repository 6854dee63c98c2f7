package io.keelson.plugin.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files by which the forwarder knows, with the agent away, whose DEL it may let pass. */
class MarkersTest {
    private static final ContainerId ONE = new ContainerId("c1");
    private static final ContainerId TWO = new ContainerId("c2");

    @TempDir
    Path tmp;

    private Path directory;
    private Markers markers;

    @BeforeEach
    void open() {
        directory = tmp.resolve("run/attached");
        markers = new Markers(directory);
    }

    @Test
    void putAndRemoveMayBeRepeated() throws Exception {
        markers.put(ONE);
        markers.put(ONE);
        markers.put(TWO);
        assertThat(present()).containsExactlyInAnyOrder("c1", "c2");
        markers.remove(ONE);
        markers.remove(ONE);
        assertThat(present()).containsExactly("c2");
    }

    /** After a crash: those of sandboxes that hold nothing any more would keep their DEL from passing, for ever. */
    @Test
    void rebuildLeavesExactlyThoseOfTheLedger() throws Exception {
        markers.put(ONE);
        markers.rebuild(Set.of(TWO));
        assertThat(present()).containsExactly("c2");
        markers.rebuild(Set.of(ONE, TWO));
        assertThat(present()).containsExactlyInAnyOrder("c1", "c2");
        markers.rebuild(Set.of());
        assertThat(present()).isEmpty();
    }

    @Test
    void rebuildNeedsNoDirectory_andLeavesWhatIsNoMarker() throws Exception {
        markers.rebuild(Set.of());
        markers.rebuild(Set.of(ONE));
        Files.createFile(directory.resolve(".other"));
        markers.rebuild(Set.of(ONE));
        assertThat(present()).containsExactlyInAnyOrder("c1", ".other");
    }

    @Test
    void whatCannotBeWrittenIsAProblemThatNamesThePath() throws Exception {
        Files.createDirectories(tmp.resolve("run"));
        Files.createFile(directory);
        HostException e = catchThrowableOfType(HostException.class, () -> markers.put(ONE));
        assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNWRITABLE);
        assertThat(e.problem().subject().text()).startsWith(directory.toString());
    }

    private Set<String> present() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString()).collect(Collectors.toSet());
        }
    }
}
