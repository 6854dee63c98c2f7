package io.keelson.dpdk.grant;

import io.keelson.vf.model.VdpaType;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a pool promises with a device, besides what the device's driver brings.
 *
 * @param rdma its RDMA devices' nodes
 * @param vhostNet the host's {@code /dev/vhost-net} and {@code /dev/net/tun}
 * @param vdpa its vDPA device, which has this type
 * @param additional words of the operator's for the application; absent where the pool has none for any device
 */
public record Extras(
        boolean rdma, boolean vhostNet, Optional<VdpaType> vdpa, Optional<SortedMap<String, String>> additional) {
    /** Nothing besides. */
    public static final Extras NONE = new Extras(false, false, Optional.empty(), Optional.empty());

    public Extras {
        additional = additional.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
    }
}
