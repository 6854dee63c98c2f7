package io.keelson.vf.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes only part of a line. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FullDiskTest {
    private final Path dir;
    private final long seed = Seeds.next();

    FullDiskTest(@TempDir Path dir) {
        this.dir = dir;
    }

    /** The limit of a file's size cuts a write short as a full disk does, and needs no privilege. */
    @Test
    void aWriteThatIsCutShortLeavesNothing() throws Exception {
        List<String> said = run("ulimit -f 300 && exec \"$@\"");

        assertThat(said).hasSize(6);
        assertThat(said.get(0)).startsWith("JOURNAL_UNWRITABLE ").contains("File too large");
        assertThat(said.get(2)).startsWith("JOURNAL_UNWRITABLE ");
        assertThat(said).element(1).isEqualTo("file and ledger agree").isEqualTo(said.get(3));
        assertThat(said.get(4)).isIn("still full", "room again: written, file and ledger agree");
        assertThat(said.get(5)).isEqualTo("reopened with findings []");
    }

    @Test
    @Tag("netns")
    void aFullDiskStopsWritingUntilThereIsRoom() throws Exception {
        List<String> said =
                run("exec unshare -m sh -c 'mount -t tmpfs -o size=256k none " + dir + " && exec \"$@\"' sh \"$@\"");

        assertThat(said).hasSize(6);
        assertThat(said.get(0)).startsWith("JOURNAL_UNWRITABLE ").contains("No space left on device", "make room");
        assertThat(said.get(1)).isEqualTo("file and ledger agree");
        assertThat(said.get(3)).isEqualTo("file and ledger agree");
        assertThat(said.get(4)).isEqualTo("room again: written, file and ledger agree");
        assertThat(said.get(5)).isEqualTo("reopened with findings []");
    }

    private List<String> run(String script) throws Exception {
        List<String> command = Children.command(FullDiskMain.class, dir, seed);
        command.addAll(0, List.of("sh", "-c", script, "sh"));
        Process child = Children.start(command);
        String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as("seed %d: %s", seed, said).isZero();
        return said.lines().toList();
    }
}
