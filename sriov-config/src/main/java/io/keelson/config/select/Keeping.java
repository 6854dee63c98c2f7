package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.config.select.PoolAssignment.Member;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Leaves devices that are held with the pool of the resource they were handed out under. */
final class Keeping {
    private final PoolAssignment made;
    private final Map<DeviceId, ResourceName> held;
    private final Map<ResourceName, List<Member>> members;
    private final Map<DeviceId, Pool> owners;

    Keeping(PoolAssignment made, Map<DeviceId, ResourceName> held) {
        this.made = made;
        this.held = held;
        this.members = new LinkedHashMap<>(made.members());
        this.owners = new LinkedHashMap<>(made.owners());
    }

    PoolAssignment of(Intent intent, Snapshot facts) {
        for (Pool pool : intent.pools()) {
            List<Device> strays = held.keySet().stream()
                    .filter(id -> pool.resource().equals(held.get(id)) && !isOf(pool, id))
                    .sorted(DeviceId.ORDER)
                    .flatMap(id -> facts.device(id).stream())
                    .toList();
            strays.forEach(device -> give(device, pool));
        }
        return new PoolAssignment(made.generation(), members, Map.copyOf(owners), made.errors(), made.warnings());
    }

    private boolean isOf(Pool pool, DeviceId id) {
        return Optional.ofNullable(owners.get(id))
                .filter(o -> o.resource().equals(pool.resource()))
                .isPresent();
    }

    private void give(Device device, Pool pool) {
        DeviceId id = device.deviceId();
        members.replaceAll((resource, list) ->
                list.stream().filter(m -> !m.device().equals(id)).toList());
        Selector selector = pool.selectors().stream().findFirst().orElseGet(() -> Selector.ofNothing(pool.where()));
        List<Member> more = new ArrayList<>(members.getOrDefault(pool.resource(), List.of()));
        Optional<VfIndex> index = device instanceof Vf vf ? Optional.of(vf.index()) : Optional.empty();
        more.add(new Member(id, device.wire(), index, selector));
        members.put(pool.resource(), List.copyOf(more));
        owners.put(id, pool);
    }
}
