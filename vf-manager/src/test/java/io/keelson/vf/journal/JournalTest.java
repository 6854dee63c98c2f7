package io.keelson.vf.journal;

import static io.keelson.vf.journal.Samples.AGENT;
import static io.keelson.vf.journal.Samples.BOOT;
import static io.keelson.vf.journal.Samples.CLOCK;
import static io.keelson.vf.journal.Samples.NEXT_BOOT;
import static io.keelson.vf.journal.Samples.baseline;
import static io.keelson.vf.journal.Samples.changes;
import static io.keelson.vf.journal.Samples.freed;
import static io.keelson.vf.journal.Samples.granted;
import static io.keelson.vf.journal.Samples.plan;
import static io.keelson.vf.journal.Samples.set;
import static io.keelson.vf.journal.Samples.vf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.LinkRef;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.SetMtu;
import io.keelson.vf.step.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Problem REFUSED =
            Problem.of(Code.KERNEL_REFUSED, Subject.of(Samples.PF), "the kernel said no", "ask again");

    private final Path dir;

    JournalTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void beginsWithAHeaderAndIsPrivate() throws Exception {
        open(BOOT).close();

        assertThat(records()).containsExactly(new Header(BOOT, Samples.NOW, 1, AGENT));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(Journal.FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void writesTheBytesTheDesignSays() throws Exception {
        open(BOOT).close();

        String json = "{\"type\":\"header\",\"boot\":\"" + BOOT + "\",\"at\":\"2026-01-02T03:04:05.678Z\","
                + "\"format\":1,\"agent\":\"0.1.0\"}";
        assertThat(dir.resolve(Journal.FILE)).hasContent("a3fe558b " + json.length() + " " + json + "\n");
    }

    @Test
    void keepsATransactionOpenUntilItIsClosed() throws Exception {
        Plan attach =
                plan("attach", List.of(set(0, "a", OwnerPhase.RESERVED)), List.of(set(0, "a", OwnerPhase.ATTACHED)));
        Journal journal = open(BOOT);
        long first = journal.begin(attach);
        journal.commit(first, attach);
        long second = journal.begin(attach);
        journal.close();

        Journal again = open(BOOT);

        assertThat(again.findings()).isEmpty();
        assertThat(again.open()).extracting(OpenTransaction::tx).containsExactly(second);
        assertThat(again.open().get(0).steps().listed())
                .extracting(StepText::toString)
                .contains("0000:01:00.0: sriov_numvfs = 4", "0000:01:00.0: mtu = 9000");
        again.undone(second, REFUSED, attach.steps());
        assertThat(again.begin(attach)).isEqualTo(second + 1);
        again.close();
        assertThat(records())
                .extracting(r -> r.getClass().getSimpleName())
                .containsExactly("Header", "Begin", "Commit", "Begin", "Undone", "Begin");
    }

    @Test
    void foldsWhatEachRecordChanges() throws Exception {
        Journal journal = open(BOOT);
        journal.record(changes("declare", baseline(0), granted(0)));
        Plan release = plan("release", List.of(set(0, "a", OwnerPhase.RELEASING)), List.of(freed(0, "a")));
        long tx = journal.begin(release);

        assertThat(journal.ledger().owner(vf(0)).orElseThrow().phase()).isEqualTo(OwnerPhase.RELEASING);
        journal.commit(tx, release);
        Ledger ledger = journal.ledger();
        assertThat(ledger.owners()).isEmpty();
        assertThat(ledger.baselines()).containsOnlyKeys(vf(0).address());
        assertThat(ledger.grants()).containsOnlyKeys(vf(0).address());
        journal.close();
        assertThat(open(BOOT).ledger()).isEqualTo(ledger);
    }

    @Test
    void keepsWhatWasChangedAtTheBeginningOfATransactionThatWasUndone() throws Exception {
        Journal journal = open(BOOT);
        Plan release = plan("release", List.of(set(0, "a", OwnerPhase.RELEASING)), List.of(freed(0, "a")));
        journal.undone(journal.begin(release), REFUSED, List.of());

        assertThat(journal.ledger().owner(vf(0)).orElseThrow().phase()).isEqualTo(OwnerPhase.RELEASING);
    }

    @Test
    void anotherBootVoidsOwnersAndTransactionsAndKeepsTheRest() throws Exception {
        Journal journal = open(BOOT);
        journal.record(changes("declare", baseline(0), granted(1), set(0, "a", OwnerPhase.ATTACHED)));
        journal.begin(plan("release", List.of(), List.of()));
        journal.close();

        Journal next = open(NEXT_BOOT);

        assertThat(next.ledger().owners()).isEmpty();
        assertThat(next.open()).isEmpty();
        assertThat(next.ledger().baselines()).containsOnlyKeys(vf(0).address());
        assertThat(next.ledger().grants()).containsOnlyKeys(vf(1).address());
        assertThat(next.findings()).isEmpty();
        next.close();
        List<JournalRecord> records = records();
        assertThat(records.get(records.size() - 1)).isEqualTo(new Header(NEXT_BOOT, Samples.NOW, 1, AGENT));
    }

    @Test
    void writesAHeaderForEachVersionOfTheAgentAndNoneForARestart() throws Exception {
        open(BOOT).close();
        open(BOOT).close();
        Journal.open(dir, BOOT, "0.2.0", CLOCK, JournalObserver.NONE).close();

        assertThat(records())
                .containsExactly(new Header(BOOT, Samples.NOW, 1, AGENT), new Header(BOOT, Samples.NOW, 1, "0.2.0"));
    }

    @Test
    void forcesOnlyWhatOutlivesAReboot() throws Exception {
        Counter counter = new Counter();
        Journal journal = Journal.open(dir, BOOT, AGENT, CLOCK, counter);
        assertThat(counter.take()).isEqualTo("1 appends 2 forces");

        Plan attach =
                plan("attach", List.of(set(0, "a", OwnerPhase.RESERVED)), List.of(set(0, "a", OwnerPhase.ATTACHED)));
        journal.commit(journal.begin(attach), attach);
        journal.record(changes("allocate", granted(0)));
        assertThat(counter.take()).isEqualTo("3 appends 0 forces");

        journal.record(changes("declare", baseline(0)));
        assertThat(counter.take()).isEqualTo("1 appends 1 forces");
    }

    @Test
    void refusesASecondOwnerAndWritesNothing() throws Exception {
        Journal journal = open(BOOT);
        journal.record(changes("reserve", set(0, "a", OwnerPhase.ATTACHED)));
        long size = Files.size(dir.resolve(Journal.FILE));
        Plan steal = plan("attach", List.of(), List.of(set(0, "b", OwnerPhase.ATTACHED)));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> journal.begin(steal))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.DEVICE_HELD))
                .withMessageContaining("ran/du-a")
                .withMessageContaining("ran/du-b");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> journal.record(changes("reserve", set(0, "b", OwnerPhase.RESERVED))));
        assertThat(dir.resolve(Journal.FILE)).hasSize(size);
        assertThat(journal.ledger().owner(vf(0)).orElseThrow().pod().name()).isEqualTo("du-a");

        journal.record(changes("hand over", freed(0, "a"), set(0, "b", OwnerPhase.RESERVED)));
        assertThat(journal.ledger().owner(vf(0)).orElseThrow().pod().name()).isEqualTo("du-b");
    }

    @Test
    void refusesWhatOnlyAProgrammingErrorAsksFor() throws Exception {
        Journal journal = open(NEXT_BOOT);
        Plan empty = plan("attach", List.of(), List.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.record(changes("reserve", set(0, "a", OwnerPhase.RESERVED))));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.record(empty));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.commit(1, empty));
        long tx = journal.begin(empty);
        journal.commit(tx, empty);
        assertThatIllegalArgumentException().isThrownBy(() -> journal.undone(tx, REFUSED, List.of()));
    }

    @Test
    void spreadsALargePlanOverLines() throws Exception {
        Journal journal = open(BOOT);
        List<Step> steps = Collections.nCopies(3000, new SetMtu(LinkRef.onHost(Samples.PF), new Mtu(1500)));
        List<LedgerChange> baselines =
                IntStream.range(0, 700).mapToObj(Samples::baseline).toList();
        Plan large = new Plan(1, "configure", steps, baselines.subList(0, 350), baselines.subList(350, 700), List.of());
        journal.commit(journal.begin(large), large);
        Ledger ledger = journal.ledger();
        journal.close();

        assertThat(ledger.baselines()).hasSize(700);
        Journal again = open(BOOT);
        assertThat(again.findings()).isEmpty();
        assertThat(again.open()).isEmpty();
        assertThat(again.ledger()).isEqualTo(ledger);
        Begin begin = (Begin)
                records().stream().filter(Begin.class::isInstance).findFirst().orElseThrow();
        assertThat(begin.steps().listed().size() + begin.steps().more()).isEqualTo(3000);
        assertThat(begin.steps().listed()).isNotEmpty();
        assertThat(records()).hasAtLeastOneElementOfType(Recorded.class);
    }

    @Test
    void refusesAChangeThatIsTooLongForALine() throws Exception {
        Journal journal = open(BOOT);
        Optional<String> config = Optional.of("x".repeat(70_000));
        LedgerChange huge = new LedgerChange.OwnerSet(vf(0), Samples.owner("a", OwnerPhase.RESERVED, config));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> journal.record(changes("reserve", huge, baseline(1))))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNWRITABLE));
        assertThat(journal.ledger()).isEqualTo(Ledger.EMPTY);
        assertThat(records()).hasSize(1);
    }

    @Test
    void anInterruptedThreadStillWrites() throws Exception {
        Journal journal = open(BOOT);
        Thread.currentThread().interrupt();
        journal.record(changes("declare", baseline(0)));
        assertThat(Thread.interrupted()).isTrue();

        journal.record(changes("declare", baseline(1)));
        assertThat(records()).hasSize(3);
    }

    @Test
    void saysThatItIsClosed() throws Exception {
        Journal journal = open(BOOT);
        journal.close();

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> journal.record(changes("allocate", granted(0))))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.SHUTTING_DOWN));
    }

    @Test
    void stopsAtARecordOfAnotherVersion() throws Exception {
        open(BOOT).close();
        append(Lines.framed("{\"type\":\"teleport\",\"boot\":\"" + BOOT + "\"}"));
        byte[] before = Files.readAllBytes(dir.resolve(Journal.FILE));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(BOOT))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNKNOWN_RECORD))
                .withMessageContaining("line 2")
                .withMessageContaining("teleport");
        assertThat(dir.resolve(Journal.FILE)).hasBinaryContent(before);
    }

    @Test
    void namesAnUnwritableDirectory() throws Exception {
        Path file = Files.createFile(dir.resolve("file"));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> Journal.open(file, BOOT, AGENT, CLOCK, JournalObserver.NONE))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNWRITABLE));
    }

    @Test
    void namesAJournalThatCannotBeRead() throws Exception {
        Files.createDirectory(dir.resolve(Journal.FILE));

        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> open(BOOT))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.JOURNAL_UNREADABLE));
    }

    @Test
    void isSafeForThreads() throws Exception {
        Journal journal = open(BOOT);
        List<Thread> threads = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 4; i++) {
            int vf = i;
            Thread thread = new Thread(() -> attachAndRelease(journal, vf, 50, failures));
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        journal.close();

        assertThat(failures).isEmpty();
        assertThat(records()).hasSize(1 + 4 * 50 * 4);
        Journal again = open(BOOT);
        assertThat(again.open()).isEmpty();
        assertThat(again.ledger()).isEqualTo(Ledger.EMPTY);
    }

    private static void attachAndRelease(Journal journal, int vf, int times, List<Throwable> failures) {
        try {
            for (int i = 0; i < times; i++) {
                Plan attach = plan("attach", List.of(), List.of(set(vf, "c" + vf, OwnerPhase.ATTACHED)));
                journal.commit(journal.begin(attach), attach);
                Plan release = plan("release", List.of(), List.of(freed(vf, "c" + vf)));
                journal.commit(journal.begin(release), release);
            }
        } catch (HostException | RuntimeException e) {
            failures.add(e);
        }
    }

    private Journal open(BootId boot) throws HostException {
        return Journal.open(dir, boot, AGENT, CLOCK, JournalObserver.NONE);
    }

    private List<JournalRecord> records() throws HostException {
        return Lines.records(dir.resolve(Journal.FILE));
    }

    private void append(String line) throws IOException {
        Files.writeString(dir.resolve(Journal.FILE), line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    /** Counts writes. */
    private static final class Counter implements JournalObserver {
        private int appends;
        private int forces;

        @Override
        public void appended(int bytes) {
            assertThat(bytes).isPositive();
            appends++;
        }

        @Override
        public void forced() {
            forces++;
        }

        String take() {
            String seen = appends + " appends " + forces + " forces";
            appends = 0;
            forces = 0;
            return seen;
        }
    }
}
