package io.keelson.config.select;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Intent;
import io.keelson.config.model.PfRange;
import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The pools of an Intent as one PF's devices see them: what selectors say of the PF is worked out once, not per VF. */
public final class PoolsOfPf {
    private final boolean explicitFunctions;
    private final List<Narrowed> narrowed = new ArrayList<>();

    private PoolsOfPf(boolean explicitFunctions) {
        this.explicitFunctions = explicitFunctions;
    }

    /** The pools that can have this PF, or VFs of it. */
    public static PoolsOfPf of(Intent intent, Pf pf) {
        return of(intent, DeviceType.NET_DEVICE, pf.name(), Optional.of(pf.address()));
    }

    /** The pools that can have sub-functions of this function. */
    static PoolsOfPf of(Intent intent, Parent parent) {
        return of(intent, DeviceType.AUX_NET_DEVICE, parent.name(), Optional.of(parent.address()));
    }

    /** The pools of a type that can have functions which have no PF. */
    static PoolsOfPf ofFunctions(Intent intent, DeviceType type) {
        return of(intent, type, Optional.empty(), Optional.empty());
    }

    private static PoolsOfPf of(Intent intent, DeviceType type, Optional<IfName> pf, Optional<PciAddress> address) {
        PoolsOfPf pools = new PoolsOfPf(intent.isNative() && type == DeviceType.NET_DEVICE);
        Optional<String> name = pf.map(n -> n.text().toLowerCase(Locale.ROOT));
        Optional<String> root = address.map(PciAddress::toString);
        for (Pool pool : intent.pools()) {
            if (pool.deviceType() == type) {
                pool.selectors().forEach(selector -> pools.add(pool, selector, name, root));
            }
        }
        return pools;
    }

    private void add(Pool pool, Selector selector, Optional<String> name, Optional<String> address) {
        Optional<PfRange> byName = entryFor(selector.pfNames(), name);
        Optional<PfRange> byAddress = entryFor(selector.rootDevices(), address);
        boolean canMatch = (selector.pfNames().isEmpty() || byName.isPresent())
                && (selector.rootDevices().isEmpty() || byAddress.isPresent());
        if (canMatch) {
            narrowed.add(new Narrowed(new Match(pool, selector), byName, byAddress));
        }
    }

    /** A pool that matches a device, and the first of its selectors that does. */
    record Match(Pool pool, Selector selector) {}

    /** Every pool that matches, in the order of the file; the first owns the device. */
    List<Match> matching(Candidate device) {
        List<Match> matching = new ArrayList<>();
        for (Narrowed n : narrowed) {
            Match match = n.match();
            boolean known = !matching.isEmpty()
                    && matching.get(matching.size() - 1)
                            .pool()
                            .where()
                            .equals(match.pool().where());
            if (!known && n.matches(device, explicitFunctions)) {
                matching.add(match);
            }
        }
        return matching;
    }

    /** The pool that owns the device. */
    public Optional<Pool> owner(Candidate device) {
        return matching(device).stream().findFirst().map(Match::pool);
    }

    /** Only the first entry for a PF counts. */
    private static Optional<PfRange> entryFor(Optional<List<PfRange>> entries, Optional<String> pf) {
        return pf.flatMap(p ->
                entries.orElse(List.of()).stream().filter(e -> e.pf().equals(p)).findFirst());
    }

    /** A selector, with the entries of its PF keys that are about this PF. */
    private record Narrowed(Match match, Optional<PfRange> byName, Optional<PfRange> byAddress) {
        boolean matches(Candidate device, boolean explicitFunctions) {
            Selector selector = match.selector();
            return selector.vendors().matches(device.vendor())
                    && selector.devices().matches(device.device())
                    && selector.drivers().matches(device.driver())
                    && selector.pciAddresses().matches(Optional.of(device.address()))
                    && (device.number().isPresent()
                            ? inRanges(device.number().get())
                            : matchesFunction(explicitFunctions))
                    && selector.traits().match(device.traits(), device.driver().isPresent());
        }

        private boolean inRanges(int number) {
            return byName.map(r -> r.contains(number)).orElse(true)
                    && byAddress.map(r -> r.contains(number)).orElse(true);
        }

        /** A function of its own is no VF of a PF, so keys that name one never match it. */
        private boolean matchesFunction(boolean explicitFunctions) {
            Selector selector = match.selector();
            return selector.pfNames().isEmpty()
                    && selector.rootDevices().isEmpty()
                    && !(explicitFunctions && selector.pciAddresses().isAnything());
        }
    }
}
