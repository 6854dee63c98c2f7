package io.keelson.plugin.attach;

import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import java.util.Map;
import java.util.Set;

/** Which devices kubelet gave to a pod: what its checkpoint and PodResources agree on. */
@FunctionalInterface
public interface Allocations {
    /**
     * The pod's devices by resource, of our resources only; empty for a pod that was given none. Fails with
     * {@code ALLOCATION_UNKNOWN}, {@code ALLOCATION_AMBIGUOUS} or {@code CHECKPOINT_UNREADABLE}, never guesses.
     */
    Map<ResourceName, Set<PciAddress>> of(PodRef pod) throws HostException;
}
