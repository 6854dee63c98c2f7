package io.keelson.plugin.pool;

import io.keelson.plugin.health.DriverWish;

/**
 * How a pool's devices are handed out.
 *
 * @param gated whether kubelet shall ask before each start of a container: vfio pools and pools with {@code attach:},
 *     unless the configuration turned it off
 * @param numa whether kubelet is told the NUMA node of a device
 */
public record PoolTerms(ResourceName resource, DriverWish driver, boolean gated, boolean numa) {}
