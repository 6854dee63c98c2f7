package io.keelson.plugin.metrics;

import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What pools offer, and why they offer less than they have. */
final class PoolMetrics {
    /** Samples that name a device, of one pool: a NIC that fails fails with all its VFs, and a scrape has to end. */
    static final int NAMED = 256;

    private final Family devices = new Family(Metric.POOL_DEVICES);
    private final Family healthy = new Family(Metric.POOL_HEALTHY);
    private final Family unhealthy = new Family(Metric.POOL_UNHEALTHY);
    private final Family allocated = new Family(Metric.POOL_ALLOCATED);
    private final Family registered = new Family(Metric.POOL_REGISTERED);
    private final Family named = new Family(Metric.DEVICE_UNHEALTHY);

    private PoolMetrics() {}

    static List<Family> of(AgentView agent) {
        PoolMetrics metrics = new PoolMetrics();
        Set<DeviceId> held = agent.held();
        for (PoolState pool : agent.pools()) {
            metrics.add(pool, held);
            if (agent.servesKubelet()) {
                metrics.registered.with(
                        pool.unregistered().isEmpty(), pool.resource().toString());
            }
        }
        return List.of(
                metrics.devices,
                metrics.healthy,
                metrics.unhealthy,
                metrics.allocated,
                metrics.registered,
                metrics.named);
    }

    private void add(PoolState pool, Set<DeviceId> held) {
        String resource = pool.resource().toString();
        Map<Code, Integer> reasons = new EnumMap<>(Code.class);
        pool.devices().forEach(d -> d.unhealthy().ifPresent(why -> reasons.merge(why.code(), 1, Integer::sum)));
        int sick = reasons.values().stream().mapToInt(Integer::intValue).sum();
        devices.with(pool.devices().size(), resource);
        healthy.with(pool.devices().size() - sick, resource);
        allocated.with(
                pool.devices().stream().filter(d -> held.contains(d.id())).count(), resource);
        reasons.forEach((code, count) -> unhealthy.with(count, resource, code.name()));
        pool.devices().stream()
                .filter(d -> d.unhealthy().isPresent())
                .sorted(Comparator.comparing(PoolState.Device::id, DeviceId.ORDER))
                .limit(NAMED)
                .forEach(d -> named.with(
                        true,
                        resource,
                        d.id().toString(),
                        d.unhealthy().orElseThrow().code().name()));
    }
}
