package io.keelson.plugin.pool;

import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.UserspaceGrant;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one container gets: two variables as SR-IOV applications know them, and device nodes.
 *
 * <p>{@code PCIDEVICE_<PREFIX>_<NAME>} lists the ids in the order of the request, {@code ..._INFO} tells of each by
 * provider ({@code generic} always, {@code vfio} for vfio-pci). Fails only on what will never heal: a device that is not
 * the pool's, no IOMMU group or a shared one, a promised node that is not there.
 *
 * @param env by name
 * @param nodes each host path once
 * @param vfs the devices, in the order of the request
 */
public record AllocateReply(SortedMap<String, String> env, List<DeviceNode> nodes, List<Vf> vfs) {
    public AllocateReply {
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        nodes = List.copyOf(nodes);
        vfs = List.copyOf(vfs);
    }

    /** The reply for the devices kubelet names. */
    static AllocateReply of(PoolView pool, List<String> ids, NodeCheck check) throws HostException {
        List<Vf> vfs = new ArrayList<>();
        for (String id : new LinkedHashSet<>(ids)) {
            vfs.add(pool.device(id)
                    .orElseThrow(() -> new HostException(unknown(pool.terms(), id)))
                    .vf());
        }
        Set<DeviceNode> nodes = new LinkedHashSet<>();
        SortedMap<String, SortedMap<String, SortedMap<String, String>>> info = new TreeMap<>();
        for (Vf vf : vfs) {
            UserspaceGrant grant = userspace(pool.terms(), vf);
            requirePresent(vf, grant.nodes(), check);
            nodes.addAll(grant.nodes());
            info.put(vf.address().toString(), blocks(vf, grant));
        }
        String variable = pool.terms().resource().variable();
        String list =
                String.join(",", vfs.stream().map(v -> v.address().toString()).toList());
        return new AllocateReply(
                new TreeMap<>(Map.of(variable, list, variable + "_INFO", InfoJson.of(info))), List.copyOf(nodes), vfs);
    }

    private static UserspaceGrant userspace(PoolTerms terms, Vf vf) throws HostException {
        if (!terms.forUserspace(vf)) {
            return UserspaceGrant.NONE;
        }
        if (vf.groupSize() > 1) {
            throw new HostException(Problem.of(
                    Code.IOMMU_GROUP_SHARED,
                    Subject.of(vf.address()),
                    "shares its IOMMU group with " + (vf.groupSize() - 1) + " other function(s)",
                    "use a slot or platform with ACS, so that the VF has a group of its own"));
        }
        return UserspaceGrant.vfio(vf);
    }

    private static void requirePresent(Vf vf, List<DeviceNode> nodes, NodeCheck check) throws HostException {
        for (DeviceNode node : nodes) {
            if (!check.present(node.host())) {
                throw new HostException(Problem.of(
                        Code.DEVICE_NODE_MISSING,
                        Subject.file(node.host()),
                        "promised with " + vf.address() + " and not there",
                        "check that the vfio-pci module is loaded and bound: `keelson doctor`"));
            }
        }
    }

    private static SortedMap<String, SortedMap<String, String>> blocks(Vf vf, UserspaceGrant grant) {
        SortedMap<String, SortedMap<String, String>> blocks = new TreeMap<>(grant.info());
        blocks.put("generic", new TreeMap<>(Map.of("deviceID", vf.address().toString())));
        return blocks;
    }

    private static Problem unknown(PoolTerms terms, String id) {
        return Problem.of(
                Code.DEVICE_UNKNOWN,
                new Subject(id),
                "is no device of " + terms.resource(),
                "see `keelson status`; delete the pod, its controller makes a new one");
    }
}
