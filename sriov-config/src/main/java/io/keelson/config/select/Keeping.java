package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.config.select.PoolAssignment.Member;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Leaves devices that are held with the pool of the resource they were handed out under. */
final class Keeping {
    private final PoolAssignment made;
    private final Map<PciAddress, ResourceName> held;
    private final Map<ResourceName, List<Member>> members;
    private final Map<PciAddress, Pool> owners;

    Keeping(PoolAssignment made, Map<PciAddress, ResourceName> held) {
        this.made = made;
        this.held = held;
        this.members = new LinkedHashMap<>(made.members());
        this.owners = new LinkedHashMap<>(made.owners());
    }

    PoolAssignment of(Intent intent, Snapshot facts) {
        for (Pool pool : intent.pools()) {
            List<Vf> strays = facts.vfs()
                    .filter(vf -> pool.resource().equals(held.get(vf.address())))
                    .filter(vf -> owner(vf)
                            .filter(o -> o.resource().equals(pool.resource()))
                            .isEmpty())
                    .toList();
            strays.forEach(vf -> give(vf, pool));
        }
        return new PoolAssignment(
                made.generation(), members, made.subFunctions(), Map.copyOf(owners), made.errors(), made.warnings());
    }

    private Optional<Pool> owner(Vf vf) {
        return Optional.ofNullable(owners.get(vf.address()));
    }

    private void give(Vf vf, Pool pool) {
        members.replaceAll((resource, list) ->
                list.stream().filter(m -> !m.device().equals(vf.address())).toList());
        Selector selector = pool.selectors().stream().findFirst().orElseGet(() -> Selector.ofNothing(pool.where()));
        List<Member> more = new ArrayList<>(members.getOrDefault(pool.resource(), List.of()));
        more.add(new Member(vf.address(), vf.pf(), Optional.of(vf.index()), selector));
        members.put(pool.resource(), List.copyOf(more));
        owners.put(vf.address(), pool);
    }
}
