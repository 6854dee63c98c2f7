package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pools of an Intent as one PF's devices see them: what selectors say of the PF is worked out once, not per VF. */
public final class PoolsOfPf {
    private final boolean explicitPfs;
    private final List<Narrowed> narrowed = new ArrayList<>();

    private PoolsOfPf(boolean explicitPfs) {
        this.explicitPfs = explicitPfs;
    }

    /** The pools that can have devices of this PF. */
    public static PoolsOfPf of(Intent intent, Pf pf) {
        PoolsOfPf pools = new PoolsOfPf(intent.isNative());
        Optional<String> name = pf.name().map(n -> n.text().toLowerCase(Locale.ROOT));
        Optional<String> address = Optional.of(pf.address().toString());
        for (Pool pool : intent.pools()) {
            for (Selector selector : pool.selectors()) {
                Optional<PfRange> byName = entryFor(selector.pfNames(), name);
                Optional<PfRange> byAddress = entryFor(selector.rootDevices(), address);
                boolean canMatch = (selector.pfNames().isEmpty() || byName.isPresent())
                        && (selector.rootDevices().isEmpty() || byAddress.isPresent());
                if (canMatch) {
                    pools.narrowed.add(new Narrowed(pool, selector, byName, byAddress));
                }
            }
        }
        return pools;
    }

    /** Every pool that matches, in the order of the file; the first owns the device. */
    public List<Pool> matching(Candidate device) {
        List<Pool> matching = new ArrayList<>();
        for (Narrowed n : narrowed) {
            boolean known =
                    !matching.isEmpty() && matching.get(matching.size() - 1).equals(n.pool());
            if (!known && n.matches(device, explicitPfs)) {
                matching.add(n.pool());
            }
        }
        return matching;
    }

    /** The pool that owns the device. */
    public Optional<Pool> owner(Candidate device) {
        return matching(device).stream().findFirst();
    }

    /** Only the first entry for a PF counts. */
    private static Optional<PfRange> entryFor(Optional<List<PfRange>> entries, Optional<String> pf) {
        return pf.flatMap(p ->
                entries.orElse(List.of()).stream().filter(e -> e.pf().equals(p)).findFirst());
    }

    /** A selector, with the entries of its PF keys that are about this PF. */
    private record Narrowed(Pool pool, Selector selector, Optional<PfRange> byName, Optional<PfRange> byAddress) {
        boolean matches(Candidate device, boolean explicitPfs) {
            return selector.vendors().matches(device.vendor())
                    && selector.devices().matches(device.device())
                    && selector.drivers().matches(device.driver())
                    && selector.pciAddresses().matches(Optional.of(device.address()))
                    && (device.index().isPresent() ? matchesVf(device.index().get()) : matchesPf(explicitPfs));
        }

        private boolean matchesVf(VfIndex index) {
            return byName.map(r -> r.contains(index)).orElse(true)
                    && byAddress.map(r -> r.contains(index)).orElse(true);
        }

        /** A PF is no VF of a PF, so keys that name one never match it. */
        private boolean matchesPf(boolean explicitPfs) {
            return selector.pfNames().isEmpty()
                    && selector.rootDevices().isEmpty()
                    && !(explicitPfs && selector.pciAddresses().isAnything());
        }
    }
}
