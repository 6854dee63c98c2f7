package io.keelson.vf.journal;

import static io.keelson.vf.journal.Samples.AGENT;
import static io.keelson.vf.journal.Samples.BOOT;
import static io.keelson.vf.journal.Samples.CLOCK;
import static io.keelson.vf.journal.Samples.NEXT_BOOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals that were cut, damaged or filled with anything. */
class DamageTest {
    private final Path dir;
    private final Path file;
    private final long seed = Seeds.next();
    private final Random random = new Random(seed);

    DamageTest(@TempDir Path dir) {
        this.dir = dir;
        this.file = dir.resolve(Journal.FILE);
    }

    @Test
    void cutAnywhereItFoldsToTheRecordsBeforeTheCutAndGoesOn() throws Exception {
        byte[] whole = written(8);
        for (int cut = 0; cut <= whole.length; cut++) {
            Files.write(file, Arrays.copyOf(whole, cut));
            LedgerFold expected = folded(whole, cut);
            boolean torn = cut > 0 && whole[cut - 1] != '\n';

            Replay replay = Replay.of(file);
            assertThat(replay.fold().ledger())
                    .as("seed %d, cut at %d", seed, cut)
                    .isEqualTo(expected.ledger());
            assertThat(replay.fold().open()).as("seed %d, cut at %d", seed, cut).isEqualTo(expected.open());
            assertThat(replay.tornAt().isPresent())
                    .as("seed %d, cut at %d", seed, cut)
                    .isEqualTo(torn);
            assertThat(replay.damage()).as("seed %d, cut at %d", seed, cut).isEmpty();
            if (cut < 3 || !torn || random.nextInt(40) == 0) {
                goesOn(expected, torn);
            }
        }
    }

    private void goesOn(LedgerFold expected, boolean torn) throws Exception {
        Journal journal = open(BOOT);
        assertThat(journal.ledger()).as("seed %d", seed).isEqualTo(expected.ledger());
        assertThat(journal.open()).as("seed %d", seed).isEqualTo(expected.open());
        assertThat(codes(journal)).isEqualTo(torn ? List.of(Code.JOURNAL_TORN_TAIL) : List.of());
        assertThat(journal.evidenceDamaged()).isFalse();
        new Traffic(random, journal).next();
        Ledger after = journal.ledger();
        journal.close();

        journal = open(BOOT);
        assertThat(journal.ledger()).as("seed %d", seed).isEqualTo(after);
        assertThat(journal.findings()).isEmpty();
        journal.close();
    }

    @Test
    void oneDamagedByteIsReportedAndInventsNoOwner() throws Exception {
        byte[] whole = written(14);
        Set<Map.Entry<VfId, Owner>> told = owners(whole);
        Set<VfId> all = told.stream().map(Map.Entry::getKey).collect(Collectors.toSet());
        for (int at = random.nextInt(60); at < whole.length; at += 1 + random.nextInt(60)) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            clear();
            Files.write(file, damaged);

            Journal journal = open(BOOT);
            assertThat(told)
                    .as("seed %d, byte %d", seed, at)
                    .containsAll(journal.ledger().owners().entrySet());
            assertThat(codes(journal)).as("seed %d, byte %d", seed, at).isNotEmpty();
            boolean evidence = codes(journal).contains(Code.JOURNAL_CORRUPT);
            assertThat(journal.evidenceDamaged()).isEqualTo(evidence);
            if (evidence) {
                assertThat(dir.resolve("journal.corrupt-1")).hasBinaryContent(damaged);
            }
            assertThat(all).containsAll(journal.ledger().owners().keySet());
            reopensAsItWas(journal, evidence);
        }
    }

    private void reopensAsItWas(Journal journal, boolean evidence) throws Exception {
        new Traffic(random, journal).next();
        Ledger after = journal.ledger();
        journal.close();
        Journal again = open(BOOT);
        assertThat(again.ledger()).as("seed %d", seed).isEqualTo(after);
        assertThat(again.evidenceDamaged()).isEqualTo(evidence);
        again.close();
        Journal next = open(NEXT_BOOT);
        assertThat(next.evidenceDamaged()).isFalse();
        assertThat(next.findings()).isEmpty();
        next.close();
    }

    @Test
    void aBadLineBeforeGoodOnesIsTakenOutAndKept() throws Exception {
        byte[] whole = written(10);
        List<String> lines = new ArrayList<>(
                new String(whole, StandardCharsets.UTF_8).lines().toList());
        lines.set(3, "garbage");
        lines.set(4, "x".repeat(200_000));
        String damaged = String.join("\n", lines) + "\ntorn";
        Files.writeString(file, damaged);

        Journal journal = open(BOOT);
        assertThat(codes(journal)).containsExactly(Code.JOURNAL_CORRUPT, Code.JOURNAL_TORN_TAIL);
        assertThat(journal.findings().get(0).detail()).contains("2 bad lines", "line 4", "journal.corrupt-1");
        journal.close();

        assertThat(dir.resolve("journal.corrupt-1")).hasContent(damaged);
        assertThat(Lines.records(file)).hasSize(lines.size() - 2 + 1).last().isInstanceOf(JournalRecord.Damaged.class);
        assertThat(Files.exists(dir.resolve("journal.new"))).isFalse();
    }

    @Test
    void aLineWrittenWholeIsNoTornOneThoughItIsTheLast() throws Exception {
        byte[] whole = written(10);
        whole[whole.length - 2] ^= 1;
        Files.write(file, whole);

        Journal journal = open(BOOT);

        assertThat(codes(journal)).containsExactly(Code.JOURNAL_CORRUPT);
        assertThat(journal.evidenceDamaged()).isTrue();
        journal.close();
    }

    @Test
    void aLostHeaderIsDamage() throws Exception {
        byte[] whole = written(10);
        String text = new String(whole, StandardCharsets.UTF_8);
        Files.writeString(file, text.substring(text.indexOf('\n') + 1));

        Journal journal = open(BOOT);
        assertThat(journal.ledger()).isEqualTo(folded(whole, whole.length).ledger());
        assertThat(journal.evidenceDamaged()).isTrue();
        journal.close();

        assertThat(Lines.records(file).get(0)).isInstanceOf(JournalRecord.Header.class);
        assertThat(codes(open(BOOT))).containsExactly(Code.JOURNAL_CORRUPT);
        assertThat(dir.resolve("journal.corrupt-2")).doesNotExist();
    }

    @Test
    void evidenceOfAFewDamagesIsKept() throws Exception {
        written(3);
        for (int i = 1; i <= Repair.KEPT + 2; i++) {
            Files.writeString(file, "bad " + i + "\n");
            open(BOOT).close();
        }

        assertThat(dir.resolve("journal.corrupt-1")).hasContent("bad 1\n");
        assertThat(dir.resolve("journal.corrupt-" + Repair.KEPT)).hasContent("bad " + (Repair.KEPT + 2) + "\n");
        assertThat(dir.resolve("journal.corrupt-" + (Repair.KEPT + 1))).doesNotExist();
    }

    @Test
    void anyBytesAreReadAndReported() throws Exception {
        for (int i = 0; i < 50; i++) {
            clear();
            byte[] noise = new byte[random.nextInt(3000)];
            random.nextBytes(noise);
            Files.write(file, noise);

            Journal journal = open(BOOT);
            assertThat(journal.ledger()).as("seed %d", seed).isEqualTo(Ledger.EMPTY);
            assertThat(journal.findings().isEmpty()).isEqualTo(noise.length == 0);
            journal.close();
        }
    }

    @Test
    void aRunningWritersLineInFlightIsShownAndLeftAlone() throws Exception {
        byte[] whole = written(5);
        byte[] cut = Arrays.copyOf(whole, whole.length - 3);
        Files.write(file, cut);
        List<JournalEntry> entries = new ArrayList<>();

        JournalReader.read(file, entries::add);

        assertThat(entries.get(entries.size() - 1))
                .isInstanceOfSatisfying(
                        JournalEntry.Bad.class, b -> assertThat(b.torn()).isTrue());
        assertThat(file).hasBinaryContent(cut);
    }

    private byte[] written(int steps) throws Exception {
        Journal journal = open(BOOT);
        Traffic traffic = new Traffic(random, journal);
        for (int i = 0; i < steps; i++) {
            traffic.next();
        }
        journal.begin(Samples.plan("release", List.of(), List.of()));
        journal.close();
        return Files.readAllBytes(file);
    }

    private LedgerFold folded(byte[] whole, int cut) throws Exception {
        LedgerFold fold = new LedgerFold();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < cut; i++) {
            if (whole[i] == '\n') {
                fold.apply(Line.parse(line.toByteArray(), line.size()));
                line.reset();
            } else {
                line.write(whole[i]);
            }
        }
        return fold;
    }

    private static Set<Map.Entry<VfId, Owner>> owners(byte[] whole) throws Exception {
        List<Map.Entry<VfId, Owner>> told = new ArrayList<>();
        for (String text : new String(whole, StandardCharsets.UTF_8).lines().toList()) {
            byte[] line = text.getBytes(StandardCharsets.UTF_8);
            for (LedgerChange change : Line.parse(line, line.length).changes()) {
                if (change instanceof LedgerChange.OwnerSet set) {
                    told.add(Map.entry(set.vf(), set.owner()));
                }
            }
        }
        return Set.copyOf(told);
    }

    private Journal open(BootId boot) throws HostException {
        return Journal.open(dir, boot, AGENT, CLOCK, JournalObserver.NONE);
    }

    private void clear() throws IOException {
        try (var files = Files.list(dir)) {
            for (Path old : files.toList()) {
                Files.delete(old);
            }
        }
    }

    private static List<Code> codes(Journal journal) {
        return journal.findings().stream().map(Problem::code).toList();
    }
}
