package io.keelson.vf.journal;

import static io.keelson.vf.journal.Samples.AGENT;
import static io.keelson.vf.journal.Samples.BOOT;
import static io.keelson.vf.journal.Samples.CLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.vf.libc.JnrLibc;
import io.keelson.vf.libc.Libc;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes and one directory: kills in the middle of appends, and the lock. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KillTest {
    private static final int KILLS = 6;

    private final Path dir;
    private final long seed = Seeds.next();
    private final Random random = new Random(seed);

    KillTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void whatWasAcknowledgedBeforeAKillIsThereAfterIt() throws Exception {
        int opened = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Optional<String> acked = writeAndKill(1 + random.nextInt(200));
            Journal journal = Journal.open(dir, BOOT, AGENT, CLOCK, JournalObserver.NONE);

            List<Integer> folds = foldsSoFar();
            acked.ifPresent(a -> assertThat(folds)
                    .as("seed %d: every ledger that was reported came to pass", seed)
                    .contains(Integer.decode(a)));
            assertThat(journal.evidenceDamaged()).isFalse();
            assertThat(journal.findings()).extracting(Problem::code).isSubsetOf(Code.JOURNAL_TORN_TAIL);
            assertThat(journal.open()).hasSizeLessThanOrEqualTo(1);
            for (OpenTransaction open : journal.open()) {
                opened++;
                journal.undone(open.tx(), Problem.of(Code.INTERNAL, Samples.SUBJECT, "killed", ""), List.of());
            }
            journal.close();
        }
        System.out.println(KILLS + " kills, " + opened + " left a transaction open");
    }

    /** The last ledger the child reported, however much it wrote after. */
    private Optional<String> writeAndKill(int after) throws Exception {
        Process child = Children.start(
                Children.command(JournalWriterMain.class, dir, random.nextInt(1_000_000), Integer.MAX_VALUE));
        List<String> lines = new ArrayList<>();
        try (BufferedReader out = reader(child)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                lines.add(line);
                if (lines.size() == after) {
                    child.toHandle().destroyForcibly();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(child.exitValue()).as("seed %d: killed by SIGKILL", seed).isEqualTo(128 + 9);
        assertThat(lines).hasSizeGreaterThanOrEqualTo(after).first().isEqualTo("begun");
        return lines.stream()
                .filter(l -> l.matches("acked -?\\d+"))
                .map(l -> l.split(" ")[1])
                .reduce((a, b) -> b);
    }

    /** The ledger's hash after each record of the file. */
    private List<Integer> foldsSoFar() throws HostException {
        List<Integer> folds = new ArrayList<>();
        LedgerFold fold = new LedgerFold();
        for (JournalRecord record : Lines.records(dir.resolve(Journal.FILE))) {
            fold.apply(record);
            folds.add(Lines.digest(fold.ledger()));
        }
        return folds;
    }

    @Test
    void theLockIsOneProcessesAndEndsWithIt() throws Exception {
        Process child =
                Children.start(Children.command(JournalWriterMain.class, dir, random.nextInt(), Integer.MAX_VALUE));
        Libc libc = JnrLibc.load();
        try (BufferedReader out = reader(child)) {
            assertThat(out.readLine()).isEqualTo("begun");
            assertThatExceptionOfType(HostException.class)
                    .isThrownBy(() -> InstanceLock.take(libc, dir))
                    .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.AGENT_ALREADY_RUNNING))
                    .withMessageContaining("process " + child.pid() + " holds");
        } finally {
            child.destroyForcibly().waitFor();
        }

        try (InstanceLock lock = InstanceLock.take(libc, dir)) {
            assertThat(dir.resolve(InstanceLock.FILE))
                    .hasContent(ProcessHandle.current().pid() + "\n");
            assertThatExceptionOfType(HostException.class).isThrownBy(() -> InstanceLock.take(libc, dir));
            Process second = Children.start(Children.command(JournalWriterMain.class, dir, random.nextInt(), 1));
            try (BufferedReader out = reader(second)) {
                assertThat(out.readLine())
                        .startsWith("failed AGENT_ALREADY_RUNNING")
                        .contains("process " + ProcessHandle.current().pid());
            }
        }
        InstanceLock.take(libc, dir).close();
    }

    @Test
    void aDirectoryThatIsNoneHasNoLock() throws IOException {
        Path file = Files.createFile(dir.resolve("file"));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> InstanceLock.take(JnrLibc.load(), file))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNWRITABLE));
    }

    private static BufferedReader reader(Process child) {
        return new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
    }
}
