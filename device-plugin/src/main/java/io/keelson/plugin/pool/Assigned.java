package io.keelson.plugin.pool;

import io.keelson.dpdk.grant.Extras;
import io.keelson.dpdk.grant.Grantee;
import io.keelson.dpdk.grant.VfGrant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/**
 * A VF that belongs to a pool.
 *
 * @param extras what the pool promises with it, by the selector that it came by
 * @param unhealthy the reason against offering it as healthy, if there is one
 */
public record Assigned(Vf vf, Extras extras, Optional<Problem> unhealthy) {
    /** One that comes with nothing besides. */
    public Assigned(Vf vf, Optional<Problem> unhealthy) {
        this(vf, Extras.NONE, unhealthy);
    }

    /** As kubelet spells it. */
    public String id() {
        return vf.address().toString();
    }

    /** What it brings into a container, whether or not the nodes are there. */
    VfGrant grant(PoolTerms terms, NodeCheck check) throws HostException {
        return VfGrant.of(Grantee.of(vf), terms.handing(vf, check), extras);
    }
}
