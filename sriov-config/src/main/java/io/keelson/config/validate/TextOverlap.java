package io.keelson.config.validate;

import io.keelson.config.model.AnyOf;
import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Nic;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Overlaps that the text alone proves: whatever one selector's device is, the other takes it too. What only a host can tell
 * (the same NIC by name here and by vendor there) is left to {@code PoolAssignment}.
 */
final class TextOverlap {
    /** What a file of a thousand pools needs. Beyond it only the host tells, which it does anyway. */
    private static final int MAX_PAIRS = 500_000;

    private TextOverlap() {}

    static void check(Intent intent, Findings findings) {
        for (DeviceType type : DeviceType.values()) {
            pairs(
                    intent.pools().stream().filter(p -> p.deviceType() == type).toList(),
                    Pool::selectors,
                    (a, b) -> findings.add(
                            intent.isNative(),
                            Problem.of(
                                    Code.CONFIG_POOL_OVERLAP,
                                    intent.at(b.where()),
                                    "selects what " + a.where() + " selects too",
                                    "narrow one of them, for example with ranges such as 'ens1f0#0-3' and"
                                            + " 'ens1f0#4-6'")));
        }
        pairs(
                intent.nics(),
                Nic::selectors,
                (a, b) -> findings.error(Problem.of(
                        Code.CONFIG_BAD_VALUE,
                        intent.at(b.where()),
                        "selects a PF that " + a.where() + " selects too",
                        "describe each PF in one entry of nics")));
    }

    private static <T> void pairs(
            List<T> items, Function<T, List<Selector>> selectors, BiConsumer<Selector, Selector> overlap) {
        int budget = MAX_PAIRS;
        for (int i = 0; i < items.size(); i++) {
            for (int j = i + 1; j < items.size(); j++) {
                List<Selector> mine = selectors.apply(items.get(i));
                List<Selector> theirs = selectors.apply(items.get(j));
                budget -= Math.min(budget, mine.size() * theirs.size());
                if (budget == 0) {
                    return;
                }
                between(mine, theirs, overlap);
            }
        }
    }

    private static void between(List<Selector> mine, List<Selector> theirs, BiConsumer<Selector, Selector> overlap) {
        for (Selector a : mine) {
            for (Selector b : theirs) {
                if (takesFrom(a, b) || takesFrom(b, a)) {
                    overlap.accept(a, b);
                }
            }
        }
    }

    /**
     * Whether some device of {@code narrow} is certainly one of {@code wide}: wide has no key that narrow lacks, and of the
     * keys that name places at most one, by which the two have a place in common.
     */
    private static boolean takesFrom(Selector wide, Selector narrow) {
        List<Place> places = List.of(
                ranges(wide.pfNames(), narrow.pfNames()),
                ranges(wide.rootDevices(), narrow.rootDevices()),
                addresses(wide.pciAddresses(), narrow.pciAddresses()));
        return wide.vendors().covers(narrow.vendors())
                && wide.devices().covers(narrow.devices())
                && wide.drivers().covers(narrow.drivers())
                && wide.traits().covers(narrow.traits())
                && !places.contains(Place.APART)
                && places.stream().filter(p -> p == Place.COMMON).count() <= 1
                && !matchesNothing(narrow);
    }

    private static Place ranges(Optional<List<PfRange>> wide, Optional<List<PfRange>> narrow) {
        if (wide.isEmpty()) {
            return Place.ANY;
        }
        List<PfRange> theirs = firsts(narrow.orElse(List.of()));
        return Place.common(
                firsts(wide.get()).stream().anyMatch(mine -> theirs.stream().anyMatch(mine::intersects)));
    }

    private static Place addresses(AnyOf<PciAddress> wide, AnyOf<PciAddress> narrow) {
        if (wide.values().isEmpty()) {
            return Place.ANY;
        }
        Set<PciAddress> mine = wide.values().get();
        return Place.common(narrow.values().orElse(Set.of()).stream().anyMatch(mine::contains));
    }

    /** What two selectors have to do with each other by one key that names places. */
    private enum Place {
        ANY,
        COMMON,
        APART;

        static Place common(boolean yes) {
            return yes ? COMMON : APART;
        }
    }

    /** Without the entries that an earlier one for the same PF hides. */
    private static List<PfRange> firsts(List<PfRange> ranges) {
        Set<String> seen = new HashSet<>();
        return ranges.stream().filter(r -> seen.add(r.pf())).toList();
    }

    private static boolean matchesNothing(Selector s) {
        return empty(s.vendors())
                || empty(s.devices())
                || empty(s.drivers())
                || empty(s.pciAddresses())
                || empty(s.pfNames())
                || empty(s.rootDevices())
                || empty(s.traits().acpiIndexes())
                || empty(s.traits().linkTypes())
                || empty(s.traits().pKeys())
                || empty(s.traits().ddpProfiles())
                || empty(s.traits().vdpa());
    }

    private static boolean empty(AnyOf<?> key) {
        return key.values().map(Set::isEmpty).orElse(false);
    }

    private static boolean empty(Optional<List<PfRange>> key) {
        return key.map(list -> list.stream()
                        .allMatch(r -> r.indexes().map(List::isEmpty).orElse(false)))
                .orElse(false);
    }
}
