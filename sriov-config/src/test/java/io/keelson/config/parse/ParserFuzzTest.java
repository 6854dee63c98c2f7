package io.keelson.config.parse;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Intent;
import io.keelson.config.select.PoolAssignment;
import io.keelson.config.testing.Golden;
import io.keelson.vf.HostScanner;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever the text, parsing ends with an Intent that devices can be assigned to, or with clean errors; never with an
 * exception. {@code -Dfuzz.seed=N} repeats the seed that a failure names, {@code -Dfuzz.rounds=N} goes on for longer.
 */
class ParserFuzzTest {
    private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 1500);
    private static final Snapshot HOST = HostScanner.ofTree(Path.of("../vf-manager/src/test/trees/connectx-traits"))
            .scan();
    private static final String NATIVE = text("native.yaml");
    private static final List<String> PEER = List.of(text("operator.json"), text("people.json"));

    static LongStream seeds() {
        Long asked = Long.getLong("fuzz.seed");
        return asked == null ? LongStream.of(11, 12, 13) : LongStream.of(asked);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyTextEndsCleanly(long seed) {
        Random random = new Random(seed);
        TextMutator mutator = new TextMutator(random);
        for (int i = 0; i < ROUNDS; i++) {
            String yaml = mutator.mutate(NATIVE);
            check(seed, i, yaml, () -> NativeFile.parse("f", yaml));
            String json = mutator.mutate(PEER.get(random.nextInt(PEER.size())));
            check(seed, i, json, () -> ResourceListFile.parse("f", json));
            String either = random.nextBoolean() ? yaml : json;
            check(seed, i, either, () -> ConfigFiles.parse("f", either, "intel.com"));
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void anyNoiseEndsCleanly(long seed) {
        TextMutator mutator = new TextMutator(new Random(seed));
        for (int i = 0; i < ROUNDS; i++) {
            String noise = mutator.noise();
            check(seed, i, noise, () -> ConfigFiles.parse("f", noise, "intel.com"));
        }
    }

    /** What costs more than it is long: each of these made work that grew with its square, or a message per comma. */
    @Test
    void aFileAtItsLimitIsBoundedWork() {
        for (String text : hostile().toList()) {
            assertThat(text.length()).isLessThanOrEqualTo(TreeReader.MAX_CHARS);
            Parsed parsed = ConfigFiles.parse("f", text, "intel.com");
            clean(parsed, text.substring(0, 80));
        }
    }

    private static Stream<String> hostile() {
        String range = "\"e1#" + "5-3,".repeat(250_000) + "0\"";
        String pool = "{\"resourceName\":\"p%d\",\"selectors\":{\"pfNames\":[\"e%d\"]}}";
        String selector = "{\"vendors\":[\"8086\"],\"pfNames\":[\"e1\"]}";
        return Stream.of(
                "{\"resourceList\":[{\"resourceName\":\"a\",\"selectors\":{\"pfNames\":[" + range + "]}}]}",
                "pools: [{resource: a, select: {pfNames: [" + range + "]}}]",
                "{\"resourceList\":[" + numbered(3000, pool) + "]}",
                "pools: [" + numbered(2500, "{resource: p%d, select: {pfNames: [e%d]}}") + "]",
                "{\"resourceList\":[{\"resourceName\":\"a\",\"selectors\":["
                        + "X,".repeat(3500).replace("X", selector) + selector
                        + "]},{\"resourceName\":\"b\",\"selectors\":{}}]}",
                "{\"resourceList\":[{\"resourceName\":\"a\",\"selectors\":{" + numbered(9000, "\"k%d\":%d") + "}}]}",
                "{\"resourceList\":[{\"resourceName\":\"" + "a".repeat(1_000_000) + "\",\"selectors\":{}}]}",
                "pools: [{resource: a, select: {vendors: [" + "\"zz\",".repeat(15_000) + "]}}]");
    }

    private static String numbered(int count, String item) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(i == 0 ? "" : ",").append(item.replace("%d", Integer.toString(i)));
        }
        return all.toString();
    }

    @FunctionalInterface
    private interface Parser {
        Parsed parse();
    }

    private static void check(long seed, int round, String text, Parser parser) {
        String which = "-Dfuzz.seed=" + seed + ", round " + round + ": " + text;
        try {
            Parsed parsed = parser.parse();
            clean(parsed, which);
            parsed.intent().ifPresent(intent -> assign(intent, which));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(which, e);
        }
    }

    private static void clean(Parsed parsed, String which) {
        assertThat(parsed.intent().isPresent())
                .as(which)
                .isEqualTo(parsed.errors().isEmpty());
        for (Problem p : Stream.concat(parsed.errors().stream(), parsed.warnings().stream())
                .toList()) {
            assertThat(p.code().name()).as(which).startsWith("CONFIG_");
            assertThat(p.line())
                    .as(which)
                    .doesNotContain("java.")
                    .doesNotContain("Exception")
                    .doesNotContain("null (");
        }
    }

    private static void assign(Intent intent, String which) {
        PoolAssignment pools = PoolAssignment.of(intent, HOST);
        List<DeviceId> devices = pools.members().values().stream()
                .flatMap(List::stream)
                .map(PoolAssignment.Member::device)
                .toList();
        assertThat(devices).as(which).doesNotHaveDuplicates();
    }

    private static String text(String name) {
        return Golden.text(ParserFuzzTest.class, name);
    }
}
