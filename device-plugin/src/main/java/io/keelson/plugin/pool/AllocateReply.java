package io.keelson.plugin.pool;

import io.keelson.dpdk.check.MissingNode;
import io.keelson.dpdk.grant.ContainerGrant;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.VfGrant;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/**
 * The answer for one container. Fails only on what will never heal: a device that is not the pool's, no IOMMU group or a
 * shared one, a promised node that is not there.
 *
 * @param grant what the container gets
 * @param vfs the devices, in the order of the request
 */
public record AllocateReply(ContainerGrant grant, List<Vf> vfs) {
    public AllocateReply {
        vfs = List.copyOf(vfs);
    }

    /** The reply for the devices kubelet names. */
    static AllocateReply of(PoolView pool, List<String> ids, NodeCheck check) throws HostException {
        List<Vf> vfs = new ArrayList<>();
        List<VfGrant> grants = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            Assigned device = pool.device(id).orElseThrow(() -> new HostException(unknown(pool.terms(), id)));
            vfs.add(device.vf());
            grants.add(grant(pool.terms(), device, check));
        }
        return new AllocateReply(ContainerGrant.of(pool.terms().resource().variable(), grants), vfs);
    }

    private static VfGrant grant(PoolTerms terms, Assigned device, NodeCheck check) throws HostException {
        VfGrant grant = device.grant(terms, check);
        for (DeviceNode node : grant.nodes()) {
            if (!check.present(node.host())) {
                throw new HostException(MissingNode.of(device.id(), device.vf().driver(), node.host()));
            }
        }
        return grant;
    }

    private static Problem unknown(PoolTerms terms, String id) {
        return Problem.of(
                Code.DEVICE_UNKNOWN,
                new Subject(id),
                "is no device of " + terms.resource(),
                "see `keelson status`; delete the pod, its controller makes a new one");
    }
}
