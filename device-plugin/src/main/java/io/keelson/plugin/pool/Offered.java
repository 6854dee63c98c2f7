package io.keelson.plugin.pool;

import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import java.util.Optional;

/**
 * One device as kubelet is told of it.
 *
 * @param problem why it is unhealthy; absent: it is healthy
 * @param numa absent: no NUMA node, or the pool does not tell
 */
public record Offered(DeviceId device, Optional<Problem> problem, Optional<NumaNode> numa) {
    /** Whether kubelet may give it to a pod. */
    public boolean healthy() {
        return problem.isEmpty();
    }
}
