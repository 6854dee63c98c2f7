package io.keelson.plugin.health;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which PFs have lost their link, by what was seen of them over time. A link that was up for five seconds and is lost counts
 * at once, and then not until it was back for five. One that was not up that long, after a start or a change of the VF count,
 * for which drivers reset the NIC, is waited for thirty seconds: emulated igb has taken eleven, and a pod that meets an
 * unhealthy device is rejected for good. Not for use by several threads at once.
 */
public final class PfLinks {
    /** How long a link has to be up to be taken for good. */
    public static final Duration STABLE = Duration.ofSeconds(5);

    /** How long a link that was not up for good may be missing. */
    public static final Duration COMING = Duration.ofSeconds(30);

    private final Map<PciAddress, Seen> pfs = new HashMap<>();

    /** @param lost whether it counts as lost; {@code since} is when {@code linked} last changed */
    private record Seen(Optional<Integer> numVfs, boolean linked, long since, boolean lost) {
        static Seen first(Pf pf, long now) {
            return new Seen(pf.numVfs(), isLinked(pf), now, false);
        }

        Seen then(Pf pf, long now) {
            if (!pf.numVfs().equals(numVfs)) {
                return first(pf, now);
            }
            boolean linkedNow = isLinked(pf);
            Duration lasted = Duration.ofNanos(now - since);
            if (linkedNow != linked) {
                boolean lostForGood = linked && lasted.compareTo(STABLE) >= 0;
                return new Seen(numVfs, linkedNow, now, lost || lostForGood);
            }
            boolean back = linked && lasted.compareTo(STABLE) >= 0;
            boolean neverCame = !linked && lasted.compareTo(COMING) >= 0;
            return new Seen(numVfs, linked, since, !back && (lost || neverCame));
        }

        boolean isSettling() {
            return linked == lost;
        }

        /** A driver that does not tell its carrier has one. */
        private static boolean isLinked(Pf pf) {
            return pf.netdev().map(n -> n.up() && n.carrier().orElse(true)).orElse(true);
        }
    }

    /** Takes a look at all PFs into account, at this moment of a monotonic clock in nanoseconds. */
    public void look(Snapshot facts, long now) {
        Map<PciAddress, Seen> before = Map.copyOf(pfs);
        pfs.clear();
        for (Pf pf : facts.pfs()) {
            Seen seen = before.get(pf.address());
            pfs.put(pf.address(), seen == null ? Seen.first(pf, now) : seen.then(pf, now));
        }
    }

    /** Whether time alone will change an answer, so that another look is due within a second. */
    public boolean settling() {
        return pfs.values().stream().anyMatch(Seen::isSettling);
    }

    /** {@code PF_DOWN} where this PF has lost its link. */
    public Optional<Problem> against(PciAddress pf) {
        return Optional.ofNullable(pfs.get(pf))
                .filter(Seen::lost)
                .map(seen -> Problem.of(
                        Code.PF_DOWN,
                        Subject.of(pf),
                        seen.linked() ? "its link is back, but not yet for good" : "has no link",
                        "see to its cable and switch; pools with 'link: ignore' offer its VFs all the same"));
    }
}
