package io.keelson.plugin.pool;

import io.keelson.dpdk.grant.ContainerGrant;
import io.keelson.dpdk.grant.VfGrant;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answer for one container. Fails only on what will never heal: a device that is not the pool's, no IOMMU group or a
 * shared one, a promised node that is not there.
 *
 * @param grant what the container gets
 * @param devices in the order of the request
 * @param byCdi the devices whose nodes the container runtime adds; absent where kubelet is told the nodes, or has none to tell
 */
public record AllocateReply(ContainerGrant grant, List<Assigned> devices, Optional<ByCdi> byCdi) {
    public AllocateReply {
        devices = List.copyOf(devices);
    }

    /**
     * What is asked of the container runtime, in both ways in which it can be asked.
     *
     * @param annotation key and value
     * @param names full names of the devices
     */
    public record ByCdi(Map.Entry<String, String> annotation, List<String> names) {
        private static ByCdi of(CdiPool pool, List<String> ids) {
            return new ByCdi(
                    Map.entry(pool.annotation(), pool.annotation(ids)),
                    ids.stream().map(pool::device).toList());
        }
    }

    /** The reply for the devices kubelet names. */
    static AllocateReply of(PoolView pool, List<String> ids, NodeCheck check) throws HostException {
        List<Assigned> devices = new ArrayList<>();
        List<VfGrant> grants = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            Assigned device = pool.device(id).orElseThrow(() -> new HostException(unknown(pool.terms(), id)));
            devices.add(device);
            grants.add(device.granted(pool.terms(), check));
        }
        List<String> withNodes = grants.stream()
                .filter(g -> !g.nodes().isEmpty())
                .map(VfGrant::device)
                .toList();
        return new AllocateReply(
                ContainerGrant.of(pool.terms().resource().variable(), grants),
                devices,
                withNodes.isEmpty() ? Optional.empty() : pool.terms().cdi().map(cdi -> ByCdi.of(cdi, withNodes)));
    }

    private static Problem unknown(PoolTerms terms, String id) {
        return Problem.of(
                Code.DEVICE_UNKNOWN,
                new Subject(id),
                "is no device of " + terms.resource(),
                "see `keelson status`; delete the pod, its controller makes a new one");
    }
}
