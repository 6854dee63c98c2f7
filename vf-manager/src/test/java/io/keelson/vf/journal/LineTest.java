package io.keelson.vf.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Damaged;
import io.keelson.vf.journal.JournalRecord.Header;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfSettings;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A record and its line. */
class LineTest {
    private static final String START = "\"boot\":\"" + Samples.BOOT + "\",\"at\":\"2026-01-02T03:04:05Z\"";
    private static final String[] ODD = {
        "", " ", "\u00e4\u20ac", "\ud83d\ude00", "\ud83d", "a\nb\r\t\u0000", "\"\\", "\u2028", "\u007f", "x".repeat(300)
    };

    @Test
    void anyRecordComesBackAsItWas() throws Exception {
        long seed = Seeds.next();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            JournalRecord record = anyRecord(random);
            byte[] line = Line.of(record);
            assertThat(Line.parse(line, line.length - 1)).as("seed %d", seed).isEqualTo(record);
            assertThat(new String(line, StandardCharsets.ISO_8859_1))
                    .as("seed %d: one line of ASCII", seed)
                    .matches("\\p{ASCII}*\n");
            assertThat(new String(line, StandardCharsets.US_ASCII).indexOf('\n'))
                    .isEqualTo(line.length - 1);
        }
    }

    @Test
    void anyDamageToALineIsSeen() throws Exception {
        long seed = Seeds.next();
        Random random = new Random(seed);
        byte[] line = Line.of(new Recorded(Samples.BOOT, Samples.NOW, "reserve", changes(random)));
        for (int at = 0; at < line.length - 1; at++) {
            byte[] damaged = line.clone();
            damaged[at] ^= (byte) (1 + random.nextInt(255));
            assertThatExceptionOfType(BadRecord.class)
                    .as("seed %d, byte %d", seed, at)
                    .isThrownBy(() -> Line.parse(damaged, damaged.length - 1));
        }
        for (int length = 0; length < line.length - 1; length++) {
            int cut = length;
            assertThatExceptionOfType(BadRecord.class).isThrownBy(() -> Line.parse(line, cut));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'header',START,'format':0,'agent':'x'                       | format is not a number",
                "'type':'header',START,'format':1.0,'agent':'x'                     | format is not a number",
                "'type':'header',START,'format':'1','agent':'x'                     | format is not a number",
                "'type':'header',START,'format':99999999999999999999,'agent':'x'    | not",
                "'type':'header',START,'format':1                                   | without agent",
                "'type':'header',START,'format':1,'agent':null                      | agent is not a string",
                "'type':'header',START,'format':1,'agent':'x','more':1              | unknown field more",
                "'type':'header',START,'format':1,'agent':'x','agent':'y'           | not JSON",
                "'type':'header','boot':'x','at':'2026-01-02T03:04:05Z'             | boot has no such value",
                "START,'format':1                                                   | without type",
                "'type':'commit',START,'tx':0                                       | tx is not a number",
                "'type':'commit',START,'tx':1,'changes':{}                          | changes is not a list",
                "'type':'commit',START,'tx':1,'changes':[1]                         | not a JSON object",
                "'type':'commit',START,'tx':1,'changes':[{'kind':'freed'}]          | without vf",
                "'type':'commit',START,'tx':1,'changes':[{'kind':'grant-end','device':'x'}] | device has no such value",
                "'type':'commit',START,'tx':1,'changes':[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]] | not JSON",
                "'type':'undone',START,'tx':1,'problem':'p','more':-1               | more is not a number"
            })
    void aFieldThatIsNotAsItShouldBeMakesTheLineBad(String fields, String why) {
        byte[] line = framed("{" + fields.replace("START", START).replace('\'', '"') + "}");

        assertThatExceptionOfType(BadRecord.class)
                .isThrownBy(() -> Line.parse(line, line.length - 1))
                .withMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'teleport'                                                  | type 'teleport'",
                "'type':'header',START,'format':2,'agent':'x','new':true            | format 2",
                "'type':'commit',START,'tx':1,'changes':[{'kind':'lease'}]          | kind 'lease'"
            })
    void whatAnotherVersionWroteIsUnknown(String fields, String what) {
        byte[] line = framed("{" + fields.replace("START", START).replace('\'', '"') + "}");

        assertThatExceptionOfType(UnknownRecord.class)
                .isThrownBy(() -> Line.parse(line, line.length - 1))
                .withMessageContaining(what);
    }

    @Test
    void aLineIsOneObjectAndItsNumbersAreCanonical() {
        String json = "{\"type\":\"header\"," + START + ",\"format\":1,\"agent\":\"x\"}";
        String good = Lines.framed(json);

        assertBad(Lines.framed(json + "{}"));
        assertBad(Lines.framed("[" + json + "]"));
        assertBad(Lines.framed(""));
        assertBad(good.toUpperCase(java.util.Locale.ROOT));
        assertBad(good.replaceFirst(" (\\d+) ", " 0$1 "));
        assertBad(good.replaceFirst(" ", "  "));
        assertBad("\n");
    }

    private static void assertBad(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        assertThatExceptionOfType(BadRecord.class).isThrownBy(() -> Line.parse(bytes, bytes.length - 1));
    }

    private static byte[] framed(String json) {
        return Lines.framed(json).getBytes(StandardCharsets.UTF_8);
    }

    private static JournalRecord anyRecord(Random r) {
        Instant at = Instant.ofEpochMilli(r.nextLong() / 1000_000);
        long tx = 1 + (r.nextLong() >>> 2);
        return switch (r.nextInt(6)) {
            case 0 -> new Header(Samples.BOOT, at, 1, odd(r));
            case 1 -> new Begin(Samples.BOOT, at, tx, odd(r), r.nextLong() >>> 1, steps(r), changes(r));
            case 2 -> new Commit(Samples.NEXT_BOOT, at, tx, changes(r));
            case 3 -> new Undone(Samples.BOOT, at, tx, odd(r), steps(r));
            case 4 -> new Recorded(Samples.BOOT, at, odd(r), changes(r));
            default -> new Damaged(Samples.BOOT, at, odd(r), odd(r));
        };
    }

    private static StepList steps(Random r) {
        List<StepText> steps = new ArrayList<>();
        for (int i = r.nextInt(3); i > 0; i--) {
            steps.add(new StepText(odd(r), odd(r)));
        }
        return new StepList(steps, r.nextInt(2));
    }

    private static List<LedgerChange> changes(Random r) {
        List<LedgerChange> changes = new ArrayList<>();
        for (int i = r.nextInt(6); i >= 0; i--) {
            changes.add(change(r, new VfId(Samples.vf(r.nextInt(700)).address(), r.nextLong())));
        }
        return changes;
    }

    private static LedgerChange change(Random r, VfId vf) {
        return switch (r.nextInt(6)) {
            case 0 -> new LedgerChange.OwnerSet(vf, owner(r));
            case 1 -> new LedgerChange.OwnerFreed(vf, owner(r).key());
            case 2 -> Samples.baseline(r.nextInt(700));
            case 3 ->
                new LedgerChange.BaselineDeclared(
                        vf.address(),
                        new Baseline(VfSettings.NONE, Optional.empty(), Optional.empty(), Optional.empty()));
            case 4 -> new LedgerChange.Granted(new Grant(vf.address(), odd(r), Samples.NOW));
            default -> new LedgerChange.GrantEnded(vf.address(), Samples.NOW);
        };
    }

    private static Owner owner(Random r) {
        Owner plain = Samples.owner("c" + r.nextInt(9), r.nextBoolean() ? OwnerPhase.RESERVED : OwnerPhase.RELEASING);
        if (r.nextBoolean()) {
            return plain;
        }
        return new Owner(
                plain.key(),
                plain.phase(),
                new PodRef(odd(r), odd(r), odd(r)),
                plain.netns(),
                r.nextBoolean() ? OptionalLong.of(r.nextLong()) : OptionalLong.empty(),
                r.nextBoolean() ? Optional.of(odd(r)) : Optional.empty(),
                r.nextBoolean() ? Optional.of(new IpamCall(odd(r), odd(r), odd(r), odd(r))) : Optional.empty(),
                Samples.NOW);
    }

    private static String odd(Random r) {
        return ODD[r.nextInt(ODD.length)];
    }
}
