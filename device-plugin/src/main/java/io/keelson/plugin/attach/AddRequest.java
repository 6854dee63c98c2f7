package io.keelson.plugin.attach;

import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/**
 * What a sandbox is to be given.
 *
 * @param device the one device asked for (delegated mode); absent: whatever the pod was granted (chained mode)
 * @param wanted the VF attributes the configuration asks for, NONE in chained mode where the pool says
 * @param ipam how the configuration wants addresses; absent: not at all, or as the pool says ({@link Ipam#call})
 */
public record AddRequest(
        Sandbox sandbox, Network network, Optional<PciAddress> device, VfSettings wanted, Optional<IpamCall> ipam) {
    /** Whether this plugin sits in the node's primary conflist rather than behind a meta plugin. */
    public boolean chained() {
        return device.isEmpty();
    }
}
