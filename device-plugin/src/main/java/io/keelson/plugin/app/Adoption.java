package io.keelson.plugin.app;

import io.keelson.config.model.Pool;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.log.Key;
import io.keelson.vf.HostWriter;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Devices that a device plugin before us handed out, or that kubelet handed out again without asking: what kubelet wrote down
 * becomes a grant like any other, so that nothing touches the VF, its files are kept, and it is cleaned when its pod is gone.
 */
record Adoption(HostWriter writer, GrantRecords grants, Clock clock) {
    /**
     * Grants what is missing, for devices of the pool of that name; the journal failing, it is told and left.
     *
     * @param allocated resources by device, as kubelet recorded them
     */
    void of(Map<DeviceId, Set<String>> allocated, PoolAssignment assignment) {
        List<Grant> missing = new ArrayList<>();
        allocated.forEach((device, resources) -> assignment
                .pool(device)
                .map(Pool::resource)
                .map(Object::toString)
                .filter(resources::contains)
                .filter(resource -> !writer.ledger().grants().containsKey(device))
                .filter(resource -> writer.facts().device(device).isPresent())
                .ifPresent(resource -> missing.add(new Grant(device, resource, clock.instant()))));
        if (missing.isEmpty()) {
            return;
        }
        try {
            grants.grant(missing);
            missing.forEach(g -> Log.event("kubelet has it allocated: taken over", Key.VF, g.device()));
        } catch (HostException e) {
            Log.problem("devices that pods have are not taken over", e.problem());
        }
    }
}
