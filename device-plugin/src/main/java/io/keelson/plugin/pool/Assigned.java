package io.keelson.plugin.pool;

import io.keelson.dpdk.check.MissingNode;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.Extras;
import io.keelson.dpdk.grant.Grantee;
import io.keelson.dpdk.grant.VfGrant;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A device that belongs to a pool.
 *
 * @param extras what the pool promises with it, by the selector that it came by
 * @param unhealthy the reason against offering it as healthy, if there is one
 */
public record Assigned(Device device, Extras extras, Optional<Problem> unhealthy) {
    /** One that comes with nothing besides. */
    public Assigned(Device device, Optional<Problem> unhealthy) {
        this(device, Extras.NONE, unhealthy);
    }

    /** As kubelet spells it. */
    public String id() {
        return device.deviceId().toString();
    }

    /** Why a container could not be given it now; empty where every node that the pool promises with it is there. */
    public Optional<Problem> refusal(PoolTerms terms, NodeCheck check) {
        try {
            granted(terms, check);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
    }

    /** What it brings into a container; fails where a node is promised and not there. */
    VfGrant granted(PoolTerms terms, NodeCheck check) throws HostException {
        VfGrant grant = grant(terms, check);
        for (DeviceNode node : grant.nodes()) {
            if (!check.present(node.host())) {
                throw new HostException(MissingNode.of(id(), device.driver(), node.host()));
            }
        }
        return grant;
    }

    /** The same for this reason unhealthy, unless there is one already. */
    public Assigned orUnhealthy(Supplier<Optional<Problem>> reason) {
        return new Assigned(device, extras, unhealthy.or(reason));
    }

    /** What it brings into a container, whether or not the nodes are there. */
    VfGrant grant(PoolTerms terms, NodeCheck check) throws HostException {
        return VfGrant.of(Grantee.of(device), terms.handing(device, check), extras);
    }
}
