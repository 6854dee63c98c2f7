package io.keelson.dpdk.grant;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one VF adds to a container beside its address.
 *
 * @param nodes in the order to create them, each once
 * @param info blocks of the {@code _INFO} variable by provider ({@code vfio}), keys and providers sorted; values are strings
 */
public record UserspaceGrant(List<DeviceNode> nodes, SortedMap<String, SortedMap<String, String>> info) {
    public UserspaceGrant {
        nodes = List.copyOf(nodes);
        info = Collections.unmodifiableSortedMap(new TreeMap<>(info));
    }

    /** Nothing: a VF with a netdev. */
    public static final UserspaceGrant NONE = new UserspaceGrant(List.of(), new TreeMap<>());

    /**
     * A VF behind vfio-pci: the vfio container, then the VF's group. Fails with {@code IOMMU_OFF} where the VF has no group,
     * since without one no process could open it.
     */
    public static UserspaceGrant vfio(Vf vf) throws HostException {
        IommuGroup group = vf.iommuGroup().orElseThrow(() -> new HostException(noGroup(vf)));
        DevPath node = DevPath.ofGroup(group);
        SortedMap<String, String> block =
                new TreeMap<>(Map.of("mount", DevPath.VFIO_CONTAINER.text(), "dev-mount", node.text()));
        return new UserspaceGrant(
                List.of(DeviceNode.same(DevPath.VFIO_CONTAINER), DeviceNode.same(node)),
                new TreeMap<>(Map.of("vfio", block)));
    }

    private static Problem noGroup(Vf vf) {
        return Problem.of(
                Code.IOMMU_OFF,
                Subject.of(vf.address()),
                "has no IOMMU group, so vfio has no node to give",
                "turn the IOMMU on in firmware and on the kernel command line (intel_iommu=on or amd_iommu=on)");
    }
}
