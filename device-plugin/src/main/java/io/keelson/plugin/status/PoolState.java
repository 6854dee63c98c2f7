package io.keelson.plugin.status;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Optional;

/**
 * A pool as kubelet knows it at one moment.
 *
 * @param unregistered why kubelet does not know it, if so
 */
public record PoolState(ResourceName resource, Optional<String> unregistered, List<Device> devices) {
    public PoolState {
        devices = List.copyOf(devices);
    }

    /**
     * A device of it.
     *
     * @param numa as kubelet is told
     * @param unhealthy why kubelet must not give it to a pod; absent: it is healthy
     */
    public record Device(DeviceId id, Optional<NumaNode> numa, Optional<Problem> unhealthy) {}

    long healthy() {
        return devices.stream().filter(d -> d.unhealthy().isEmpty()).count();
    }
}
