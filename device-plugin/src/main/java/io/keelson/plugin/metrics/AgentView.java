package io.keelson.plugin.metrics;

import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.DeviceId;
import java.util.List;
import java.util.Set;

/** What the agent tells of itself at every request, out of memory. Any thread may ask, at any time after the agent began to start. */
public interface AgentView {
    /** Which build this is. */
    String version();

    /** Whether the first pass is over and the pools are served. */
    boolean started();

    /** Whether pools are offered to kubelet at all. */
    boolean servesKubelet();

    /** Every pool with its devices, as kubelet is told; none before the first pass. */
    List<PoolState> pools();

    /** What an owner holds or kubelet was granted, of all pools. */
    Set<DeviceId> held();

    /** What the agent has done since it began, and what it could not do. */
    Work work();
}
