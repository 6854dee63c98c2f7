package io.keelson.plugin.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.Allocation;
import io.keelson.plugin.pool.Preference.Candidate;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Devices are written {@code <pf><vf>@<node>}, with a {@code !} where they are not at rest: {@code a3@0!}. */
class PreferenceTest {
    @ParameterizedTest
    @CsvSource({
        // two PFs for a bond, or one
        "SPREAD, 'a0@0 a1@0 b0@0 b1@0', '', 2, 'a0 b0'",
        "PACK, 'a0@0 a1@0 b0@0 b1@0', '', 2, 'a0 a1'",
        // the emptiest PF, the fullest PF: each has four
        "SPREAD, 'a0@0 b0@0 b1@0', '', 1, 'b0'",
        "PACK, 'a0@0 b0@0 b1@0', '', 1, 'a0'",
        "PACK, 'a0@0 a1@0 a2@0 b0@0 b1@0', '', 2, 'b0 b1'",
        "PACK, 'a0@0 a1@0 b0@0 b1@0 b2@0 c0@0', '', 4, 'b0 b1 b2 c0'",
        "SPREAD, 'a0@0 a1@0 b0@0 c0@0 c1@0', '', 4, 'a0 c0 b0 a1'",
        // near before anything else
        "SPREAD, 'a0@0 b0@1 b1@1', '', 2, 'b0 b1'",
        "SPREAD, 'a0@0 b0@1 c0@1', '', 2, 'b0 c0'",
        "SPREAD, 'a0@0 a1@0 b0@1 c0@1', '', 2, 'b0 c0'",
        "PACK, 'a0@1 b0@1 c0@0 c1@0', '', 2, 'c0 c1'",
        "SPREAD, 'a0@0 a1@0 b0@1', '', 3, 'a0 a1 b0'",
        // what has to be taken decides
        "PACK, 'a0@0 a1@0 b0@1', 'b2@1', 2, 'b2 b0'",
        "SPREAD, 'a0@0 b0@0', 'a1@0', 2, 'a1 b0'",
        "PACK, 'a0@0 b0@0', 'a1@0', 2, 'a1 a0'",
        "PACK, 'a0@0 a1@0 b0@1', 'b2@1', 3, 'b2 b0 a0'",
        "SPREAD, 'a0@0', 'b0@0 c0@0', 1, 'b0 c0'",
        // no node is a place of its own, and the last
        "SPREAD, 'a0 a1 b0@0 b1@0', '', 2, 'b0 b1'",
        "SPREAD, 'a0 a1 b0@0', '', 2, 'a0 a1'",
        // a device that is still held waits for others to be used up, if they are as well placed
        "SPREAD, 'a0@0! a1@0', '', 1, 'a1'",
        "SPREAD, 'a0@0! a1@0', '', 2, 'a1 a0'",
        "PACK, 'a0@0! b0@0 b1@0', '', 1, 'b0'",
        "SPREAD, 'a0@0 a1@0 b0@0!', '', 2, 'a0 b0'",
        "SPREAD, 'a0@0! a1@0! b0@1 c0@2', '', 2, 'a0 a1'",
        // more than there is
        "PACK, 'a0@0 b0@1', '', 9, 'a0 b0'",
        "SPREAD, '', '', 1, ''",
        "SPREAD, 'a0@0', '', 0, ''"
    })
    void prefers(Allocation policy, String free, String must, int size, String chosen) {
        List<Candidate> mine = candidates(must);
        List<String> ids = new ArrayList<>(mine.stream().map(Candidate::id).toList());
        Map<PciAddress, Integer> four = Map.of(pf('a'), 4, pf('b'), 4, pf('c'), 4);
        Preference.choose(policy, four, candidates(free), mine, size - ids.size())
                .forEach(c -> ids.add(c.id()));
        assertThat(String.join(" ", ids)).isEqualTo(chosen);
    }

    @Test
    void whateverIsAskedTheAnswerIsValidAndTheSameInAnyOrder() {
        long seed = 20261123;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            Case ask = Case.of(random, 24, random.nextInt(1, 5), random.nextInt(1, 5));
            List<Candidate> chosen = ask.answer();
            String when = "seed " + seed + ", round " + round + ": " + ask;
            assertThat(chosen).as(when).doesNotHaveDuplicates().isSubsetOf(ask.free);
            assertThat(chosen).as(when).hasSize(Math.min(Math.max(0, ask.need), ask.free.size()));
            assertThat(ask.shuffled(random).answer()).as(when).isEqualTo(chosen);
        }
    }

    /** Against all subsets of that size. */
    @Test
    void noOtherChoiceHasFewerNodes() {
        Random random = new Random(20261124);
        for (int round = 0; round < 2_000; round++) {
            Case ask = Case.of(random, 9, 3, 4);
            int nodes = nodes(ask.with(ask.answer())).size();
            int least =
                    subsets(ask).mapToInt(s -> nodes(ask.with(s)).size()).min().orElseThrow();
            assertThat(nodes).as("round %d: %s", round, ask).isEqualTo(least);
        }
    }

    @Test
    void onOneNodeNoOtherChoiceSuitsThePolicyBetter() {
        Random random = new Random(20261125);
        for (int round = 0; round < 2_000; round++) {
            Case ask = Case.of(random, 9, 4, 1);
            int sign = ask.policy == Allocation.PACK ? 1 : -1;
            int pfs = sign * pfs(ask.with(ask.answer())).size();
            int best = subsets(ask)
                    .mapToInt(s -> sign * pfs(ask.with(s)).size())
                    .min()
                    .orElseThrow();
            assertThat(pfs).as("round %d: %s", round, ask).isEqualTo(best);
        }
    }

    /** A device that is not at rest is taken only where those at rest are fewer, farther, or on the wrong PFs. */
    @Test
    void onOnePfDevicesAtRestGoFirst() {
        Random random = new Random(20261126);
        for (int round = 0; round < 2_000; round++) {
            Case ask = Case.of(random, 12, 1, 1);
            long resting = ask.free.stream().filter(Candidate::resting).count();
            assertThat(ask.answer().stream().filter(Candidate::resting).count())
                    .as("round %d: %s", round, ask)
                    .isEqualTo(Math.min(resting, Math.max(0, ask.need)));
        }
    }

    @Test
    void manyDevicesAreNoBurden() {
        List<Candidate> all = new ArrayList<>();
        Map<PciAddress, Integer> perPf = new HashMap<>();
        for (int i = 0; i < 2_048; i++) {
            PciAddress pf = new PciAddress(0, i / 256, i / 8 % 32, i % 8);
            all.add(new Candidate("d" + i, Optional.of(new NumaNode(i % 4)), pf, i % 3 == 0));
            perPf.put(pf, 1);
        }
        for (int size = 1; size < 2_048; size += 10) {
            for (Allocation policy : Allocation.values()) {
                assertThat(Preference.choose(policy, perPf, all, List.of(), size))
                        .hasSize(size);
            }
        }
    }

    private record Case(
            Allocation policy, Map<PciAddress, Integer> perPf, List<Candidate> free, List<Candidate> must, int need) {
        static Case of(Random random, int devices, int pfs, int nodes) {
            List<Candidate> all = new ArrayList<>();
            Map<PciAddress, Integer> perPf = new HashMap<>();
            for (int i = random.nextInt(devices + 1); i > 0; i--) {
                char pf = (char) ('a' + random.nextInt(pfs));
                int node = (pf * 7) % nodes;
                all.add(new Candidate(
                        String.valueOf(pf) + i,
                        node == 3 ? Optional.empty() : Optional.of(new NumaNode(node)),
                        pf(pf),
                        random.nextInt(3) > 0));
                perPf.merge(pf(pf), 1 + random.nextInt(2), Integer::sum);
            }
            Collections.shuffle(all, random);
            int must = random.nextInt(Math.min(3, all.size() + 1));
            return new Case(
                    random.nextBoolean() ? Allocation.PACK : Allocation.SPREAD,
                    perPf,
                    all.subList(must, all.size()),
                    all.subList(0, must),
                    random.nextInt(devices + 2) - 1);
        }

        List<Candidate> answer() {
            return Preference.choose(policy, perPf, free, must, need);
        }

        Case shuffled(Random random) {
            List<Candidate> others = new ArrayList<>(free);
            List<Candidate> mine = new ArrayList<>(must);
            Collections.shuffle(others, random);
            Collections.shuffle(mine, random);
            return new Case(policy, perPf, others, mine, need);
        }

        List<Candidate> with(Collection<Candidate> chosen) {
            return Stream.concat(must.stream(), chosen.stream()).toList();
        }
    }

    private static Stream<List<Candidate>> subsets(Case ask) {
        int size = Math.min(Math.max(0, ask.need), ask.free.size());
        List<List<Candidate>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << ask.free.size(); bits++) {
            if (Integer.bitCount(bits) == size) {
                List<Candidate> subset = new ArrayList<>();
                for (int i = 0; i < ask.free.size(); i++) {
                    if (((bits >> i) & 1) == 1) {
                        subset.add(ask.free.get(i));
                    }
                }
                subsets.add(subset);
            }
        }
        return subsets.stream();
    }

    private static Set<Optional<NumaNode>> nodes(List<Candidate> some) {
        Set<Optional<NumaNode>> nodes = new HashSet<>();
        some.forEach(c -> nodes.add(c.node()));
        return nodes;
    }

    private static Set<PciAddress> pfs(List<Candidate> some) {
        Set<PciAddress> pfs = new HashSet<>();
        some.forEach(c -> pfs.add(c.pf()));
        return pfs;
    }

    private static List<Candidate> candidates(String text) {
        return Arrays.stream(text.split(" "))
                .filter(word -> !word.isEmpty())
                .map(PreferenceTest::candidate)
                .toList();
    }

    private static Candidate candidate(String word) {
        String plain = word.replace("!", "");
        String[] parts = plain.split("@");
        Optional<NumaNode> node = parts.length == 1 ? Optional.empty() : NumaNode.parse(parts[1]);
        return new Candidate(parts[0], node, pf(word.charAt(0)), plain.equals(word));
    }

    private static PciAddress pf(char name) {
        return new PciAddress(0, name, 0, 0);
    }
}
