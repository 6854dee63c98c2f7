package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.validate.Findings;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Devices that more than one pool matches, told once per pair of pools. */
final class Overlaps {
    private final Map<String, Pair> pairs = new LinkedHashMap<>();

    /** Notes a device with all pools that match it, the owner first. */
    void add(String device, List<PoolsOfPf.Match> matching) {
        Pool owner = matching.get(0).pool();
        for (PoolsOfPf.Match other : matching.subList(1, matching.size())) {
            pairs.computeIfAbsent(
                            owner.where() + " " + other.pool().where(),
                            key -> new Pair(owner, other.pool(), new ArrayList<>()))
                    .devices()
                    .add(device);
        }
    }

    void report(Intent intent, Findings findings) {
        for (Pair pair : pairs.values()) {
            int others = pair.devices().size() - 1;
            String which = pair.devices().get(0) + (others == 0 ? "" : " and " + others + " more");
            findings.add(
                    intent.isNative(),
                    Problem.of(
                            Code.CONFIG_POOL_OVERLAP,
                            intent.at(pair.other().where()),
                            which + " is matched by " + pair.other().resource() + " and, before it, by "
                                    + pair.owner().resource() + " ("
                                    + pair.owner().where() + "), which owns it",
                            "narrow one of them, for example with ranges such as 'ens1f0#0-3' and 'ens1f0#4-6'"));
        }
    }

    private record Pair(Pool owner, Pool other, List<String> devices) {}
}
