package io.keelson.plugin.pool;

import io.keelson.config.model.Allocation;
import io.keelson.plugin.pool.Preference.Candidate;
import io.keelson.vf.model.PciAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/** Which PFs to take devices of, among devices that are equally near. */
final class PfChoice {
    private final Allocation policy;
    private final Map<PciAddress, Integer> inUse;

    /** A pool whose PFs have {@code inPool} devices each; what is not free and not ours to take is in use. */
    PfChoice(Allocation policy, Map<PciAddress, Integer> inPool, List<Candidate> free, List<Candidate> must) {
        this.policy = policy;
        this.inUse = new HashMap<>(inPool);
        free.forEach(c -> inUse.merge(c.pf(), -1, Integer::sum));
        must.forEach(c -> inUse.merge(c.pf(), -1, Integer::sum));
    }

    /** A PF: its free devices, best first, and how many of it the container has already. */
    private final class Lot {
        private final PciAddress pf;
        private final List<Candidate> free = new ArrayList<>();
        private int next;
        private int taken;

        Lot(PciAddress pf, int taken) {
            this.pf = pf;
            this.taken = taken;
        }

        PciAddress pf() {
            return pf;
        }

        int free() {
            return free.size() - next;
        }

        int taken() {
            return taken;
        }

        int inUse() {
            return inUse.getOrDefault(pf, 0);
        }

        Candidate take() {
            taken++;
            return free.get(next++);
        }
    }

    /** So many of these, or all, in the order to take them; beside those taken already. */
    List<Candidate> choose(List<Candidate> free, Collection<Candidate> taken, int need) {
        Map<PciAddress, Integer> had = new HashMap<>();
        taken.forEach(c -> had.merge(c.pf(), 1, Integer::sum));
        Map<PciAddress, Lot> lots = new TreeMap<>();
        free.forEach(c -> lots.computeIfAbsent(c.pf(), pf -> new Lot(pf, had.getOrDefault(pf, 0)))
                .free
                .add(c));
        return policy == Allocation.PACK ? pack(lots.values(), need) : spread(lots.values(), need);
    }

    /** PFs the container is on already; then the largest, until one suffices: of those that do, the fullest. */
    private List<Candidate> pack(Collection<Lot> lots, int need) {
        List<Candidate> chosen = new ArrayList<>();
        for (boolean on : List.of(true, false)) {
            List<Lot> left = new ArrayList<>(
                    lots.stream().filter(l -> (l.taken() > 0) == on).toList());
            left.sort(Comparator.comparing((Lot l) -> -l.free()).thenComparing(Lot::pf));
            for (int i = 0; i < left.size() && chosen.size() < need; i++) {
                int still = need - chosen.size();
                Lot lot = left.get(i).free() < still ? left.get(i) : fullest(left.subList(i, left.size()), still);
                for (int n = Math.min(still, lot.free()); n > 0; n--) {
                    chosen.add(lot.take());
                }
            }
        }
        return chosen;
    }

    private static Lot fullest(List<Lot> lots, int need) {
        return lots.stream()
                .filter(l -> l.free() >= need)
                .min(Comparator.comparing((Lot l) -> -l.inUse())
                        .thenComparing(Lot::free)
                        .thenComparing(Lot::pf))
                .orElseThrow();
    }

    private static List<Candidate> spread(Collection<Lot> lots, int need) {
        PriorityQueue<Lot> queue = new PriorityQueue<>(Comparator.comparing(Lot::taken)
                .thenComparing(Lot::inUse)
                .thenComparing(l -> -l.free())
                .thenComparing(Lot::pf));
        queue.addAll(lots);
        List<Candidate> chosen = new ArrayList<>();
        while (chosen.size() < need && !queue.isEmpty()) {
            Lot lot = queue.remove();
            chosen.add(lot.take());
            if (lot.free() > 0) {
                queue.add(lot);
            }
        }
        return chosen;
    }

    /** Which of two choices serves the policy better, beside those taken: the better is smaller. */
    int compare(Collection<Candidate> one, Collection<Candidate> other, Collection<Candidate> taken) {
        int byCount = byCount(one, other, taken);
        return byCount != 0 ? byCount : sign() * Integer.compare(use(other), use(one));
    }

    /** Whether the first has as few PFs as the second, or as many. */
    boolean asGood(Collection<Candidate> one, Collection<Candidate> other, Collection<Candidate> taken) {
        return byCount(one, other, taken) <= 0;
    }

    private int byCount(Collection<Candidate> one, Collection<Candidate> other, Collection<Candidate> taken) {
        return sign()
                * Integer.compare(pfs(one, taken).size(), pfs(other, taken).size());
    }

    private int sign() {
        return policy == Allocation.PACK ? 1 : -1;
    }

    private static Set<PciAddress> pfs(Collection<Candidate> some, Collection<Candidate> taken) {
        Set<PciAddress> pfs = new HashSet<>();
        some.forEach(c -> pfs.add(c.pf()));
        taken.forEach(c -> pfs.add(c.pf()));
        return pfs;
    }

    private int use(Collection<Candidate> some) {
        return pfs(some, List.of()).stream()
                .mapToInt(pf -> inUse.getOrDefault(pf, 0))
                .sum();
    }
}
