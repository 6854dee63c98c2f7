package io.keelson.plugin.pool;

import io.keelson.config.model.Allocation;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.PciAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which of the free devices kubelet is asked to take: as few NUMA nodes as possible, those of the devices it has to take
 * first; then as few PFs as possible ({@code pack}) or as many ({@code spread}), the fullest or the emptiest first; then
 * devices at rest, by id. Nothing else counts, so the same question has the same answer in whatever order it is asked.
 *
 * <p>A device that still holds what its last pod left costs the next pod a wait, and a worse place costs it for all its
 * life: devices at rest go before others where their place is as good.
 */
final class Preference {
    private static final Comparator<Candidate> BEST_FIRST =
            Comparator.comparing((Candidate c) -> !c.resting()).thenComparing(Candidate::id);

    private final PfChoice pfs;
    private final List<Candidate> must;
    private final int need;

    /**
     * A device that may be taken.
     *
     * @param node absent: no node, or none that counts
     * @param pf the PF whose wire it is on
     * @param resting nobody holds it, and it is clean
     */
    record Candidate(String id, Optional<NumaNode> node, PciAddress pf, boolean resting) {}

    private Preference(PfChoice pfs, List<Candidate> must, int need) {
        this.pfs = pfs;
        this.must = must;
        this.need = need;
    }

    /**
     * The devices to take beside {@code must}, {@code need} of them or all there are.
     *
     * @param inPool how many devices of the pool each PF has
     */
    static List<Candidate> choose(
            Allocation policy, Map<PciAddress, Integer> inPool, List<Candidate> free, List<Candidate> must, int need) {
        List<Candidate> sorted = free.stream().sorted(BEST_FIRST).toList();
        Preference ask = new Preference(new PfChoice(policy, inPool, free, must), List.copyOf(must), need);
        List<Candidate> any = ask.place(sorted);
        List<Candidate> resting = sorted.stream().filter(Candidate::resting).toList();
        if (resting.size() < Math.min(need, free.size())) {
            return any;
        }
        List<Candidate> rested = ask.place(resting);
        return ask.isAsGood(rested, any) ? rested : any;
    }

    private boolean isAsGood(List<Candidate> rested, List<Candidate> any) {
        return nodes(rested).size() <= nodes(any).size() && pfs.asGood(rested, any, must);
    }

    private List<Candidate> place(List<Candidate> free) {
        Map<Integer, List<Candidate>> byNode = new TreeMap<>();
        free.forEach(c -> byNode.computeIfAbsent(key(c), n -> new ArrayList<>()).add(c));
        List<Candidate> near = new ArrayList<>();
        nodes(List.of())
                .forEach(node -> Optional.ofNullable(byNode.remove(node)).ifPresent(near::addAll));
        if (near.size() >= need) {
            return pfs.choose(near, must, need);
        }
        List<Candidate> chosen = near;
        while (chosen.size() < need && !byNode.isEmpty()) {
            List<Candidate> taken = new ArrayList<>(must);
            taken.addAll(chosen);
            chosen.addAll(nextNode(byNode, taken, need - chosen.size()));
        }
        return chosen;
    }

    /** What to take of the node that goes next, which is removed: the best that suffices alone, else the largest. */
    private List<Candidate> nextNode(Map<Integer, List<Candidate>> byNode, List<Candidate> taken, int still) {
        Map<Integer, List<Candidate>> enough = new TreeMap<>();
        byNode.forEach((node, list) -> {
            if (list.size() >= still) {
                enough.put(node, pfs.choose(list, taken, still));
            }
        });
        Comparator<List<Candidate>> better = enough.isEmpty()
                ? Comparator.comparing(list -> -list.size())
                : (one, other) -> pfs.compare(one, other, taken);
        Map<Integer, List<Candidate>> offers = enough.isEmpty() ? byNode : enough;
        Integer best = offers.keySet().stream()
                .min(Comparator.comparing(offers::get, better))
                .orElseThrow();
        List<Candidate> taking = offers.getOrDefault(best, List.of());
        byNode.remove(best);
        return taking;
    }

    private Set<Integer> nodes(Collection<Candidate> chosen) {
        Set<Integer> nodes = new TreeSet<>();
        must.forEach(c -> nodes.add(key(c)));
        chosen.forEach(c -> nodes.add(key(c)));
        return nodes;
    }

    /** Devices without a node are taken for neighbours of each other, and come last. */
    private static int key(Candidate c) {
        return c.node().map(NumaNode::number).orElse(Integer.MAX_VALUE);
    }
}
