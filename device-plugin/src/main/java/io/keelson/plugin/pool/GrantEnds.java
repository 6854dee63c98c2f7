package io.keelson.plugin.pool;

import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Finds out which grants are over, since kubelet never says so: no owner holds the device, and kubelet's checkpoint and
 * PodResources both lack it in two looks at least ten seconds apart, with no look between that saw it or could not see.
 *
 * <p>kubelet writes down what it allocated only after Allocate was answered, and a busy one takes its time: a grant it was
 * never seen to have is held a minute, not to be taken from a pod that is only just admitted.
 *
 * <p>Not for use by several threads at once.
 */
public final class GrantEnds {
    /** Between the first look that misses a device and the one that ends its grant. */
    public static final Duration APART = Duration.ofSeconds(10);

    /** The same for a grant that neither source ever showed. */
    static final Duration NEVER_SEEN = Duration.ofMinutes(1);

    private final LongSupplier nanoClock;
    private final Map<Grant, Long> missingSince = new HashMap<>();
    private final Set<Grant> seen = new HashSet<>();

    /** With a monotonic clock in nanoseconds. */
    public GrantEnds(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * What kubelet said at one look, each source absent where it could not be read: the devices of all pods, whatever
     * resource they were allocated under.
     */
    public record Look(Optional<Set<DeviceId>> checkpoint, Optional<Set<DeviceId>> podResources) {
        boolean has(DeviceId device) {
            return checkpoint.filter(set -> set.contains(device)).isPresent()
                    || podResources.filter(set -> set.contains(device)).isPresent();
        }

        boolean isStale(DeviceId device) {
            return checkpoint.filter(set -> set.contains(device)).isPresent()
                    && podResources.filter(set -> !set.contains(device)).isPresent();
        }

        boolean lacks(DeviceId device) {
            return checkpoint.map(set -> !set.contains(device)).orElse(false)
                    && podResources.map(set -> !set.contains(device)).orElse(false);
        }
    }

    /** Takes this look into account; the grants that are over by now, by address. */
    public List<Grant> over(Ledger ledger, Look look) {
        long now = nanoClock.getAsLong();
        Set<PciAddress> owned =
                ledger.owners().keySet().stream().map(VfId::address).collect(Collectors.toSet());
        missingSince.keySet().retainAll(Set.copyOf(ledger.grants().values()));
        seen.retainAll(Set.copyOf(ledger.grants().values()));
        for (Grant grant : ledger.grants().values()) {
            if (look.has(grant.device())) {
                seen.add(grant);
            }
            if (!owned.contains(grant.device()) && look.lacks(grant.device())) {
                missingSince.putIfAbsent(grant, now);
            } else {
                missingSince.remove(grant);
            }
        }
        return missingSince.entrySet().stream()
                .filter(e -> now - e.getValue() >= patience(e.getKey()).toNanos())
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(Grant::device, DeviceId.ORDER))
                .toList();
    }

    /**
     * Grants of pods that are gone by PodResources, while the checkpoint still has them: kubelet writes that file only when
     * something is allocated or a list comes in, so that an idle node's is never brought up to date by itself.
     */
    public static List<Grant> stale(Ledger ledger, Look look) {
        return ledger.grants().values().stream()
                .filter(grant -> look.isStale(grant.device()))
                .toList();
    }

    private Duration patience(Grant grant) {
        return seen.contains(grant) ? APART : NEVER_SEEN;
    }
}
