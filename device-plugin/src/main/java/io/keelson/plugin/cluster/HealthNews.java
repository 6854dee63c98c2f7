package io.keelson.plugin.cluster;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of the devices since it was last told. A resource whose devices come and go is told so often a minute and no oftener;
 * what it has come to by then is told, and how many changes were not.
 */
final class HealthNews {
    /** Tellings of one resource within {@link #WINDOW}. */
    static final int MOST = 4;

    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Map<ResourceName, Told> resources = new HashMap<>();

    /**
     * Devices of one resource that became the same.
     *
     * @param against why they are not offered, of the first of them; empty: they are healthy again
     * @param untold changes since the last telling that nobody was told of
     */
    record Item(ResourceName resource, Optional<Problem> against, List<DeviceId> devices, int untold) {}

    private static final class Told {
        private Map<DeviceId, Problem> told = Map.of();
        private Map<DeviceId, Problem> seen = Map.of();
        private final Deque<Long> when = new ArrayDeque<>();
        private int untold;
    }

    /** What is to be told now, given how the pools stand and a monotonic clock in nanoseconds. */
    List<Item> of(List<PoolState> pools, long nanos) {
        List<Item> news = new ArrayList<>();
        for (PoolState pool : pools) {
            news.addAll(of(pool, resources.computeIfAbsent(pool.resource(), r -> new Told()), nanos));
        }
        resources.keySet().retainAll(pools.stream().map(PoolState::resource).collect(Collectors.toSet()));
        return news;
    }

    private static List<Item> of(PoolState pool, Told last, long nanos) {
        Map<DeviceId, Problem> now = new TreeMap<>(DeviceId.ORDER);
        pool.devices().forEach(d -> d.unhealthy().ifPresent(p -> now.put(d.id(), p)));
        Set<DeviceId> there = pool.devices().stream().map(PoolState.Device::id).collect(Collectors.toSet());
        last.told = new HashMap<>(last.told);
        last.told.keySet().retainAll(there);
        List<Item> news = since(pool, last, now);
        boolean changed = !codes(now).equals(codes(last.seen));
        last.seen = now;
        last.when.removeIf(t -> nanos - t >= WINDOW.toNanos());
        if (news.isEmpty() || last.when.size() >= MOST) {
            last.untold += changed ? 1 : 0;
            return List.of();
        }
        last.told = now;
        last.untold = 0;
        last.when.add(nanos);
        return news;
    }

    private static List<Item> since(PoolState pool, Told last, Map<DeviceId, Problem> now) {
        Map<Code, List<DeviceId>> worse = new TreeMap<>();
        now.forEach((device, problem) -> {
            Problem before = last.told.get(device);
            if (before == null || before.code() != problem.code()) {
                worse.computeIfAbsent(problem.code(), c -> new ArrayList<>()).add(device);
            }
        });
        List<Item> news = new ArrayList<>();
        worse.values()
                .forEach(devices -> news.add(
                        new Item(pool.resource(), Optional.ofNullable(now.get(devices.get(0))), devices, last.untold)));
        List<DeviceId> better = pool.devices().stream()
                .map(PoolState.Device::id)
                .filter(d -> last.told.containsKey(d) && !now.containsKey(d))
                .sorted(DeviceId.ORDER)
                .toList();
        if (!better.isEmpty()) {
            news.add(new Item(pool.resource(), Optional.empty(), better, last.untold));
        }
        return news;
    }

    private static Map<DeviceId, Code> codes(Map<DeviceId, Problem> problems) {
        return problems.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().code()));
    }
}
