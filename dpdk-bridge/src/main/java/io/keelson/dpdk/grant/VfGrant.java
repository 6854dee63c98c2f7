package io.keelson.dpdk.grant;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one VF brings into a container. Each front (device plugin, CDI, NRI) says of it what its interface can say.
 *
 * @param device the VF's PCI address, as the variables spell it
 * @param nodes in the order to create them, each once
 * @param mounts of the host's files, each once
 * @param info blocks of the {@code _INFO} variable by provider ({@code generic}, {@code vfio}), keys and providers sorted
 * @param needs rights that the container's processes have to be given besides
 */
public record VfGrant(
        String device,
        List<DeviceNode> nodes,
        List<Mount> mounts,
        SortedMap<String, SortedMap<String, String>> info,
        Set<Need> needs) {
    public VfGrant {
        nodes = List.copyOf(nodes);
        mounts = List.copyOf(mounts);
        info = Collections.unmodifiableSortedMap(new TreeMap<>(info));
        needs = Set.copyOf(needs);
    }

    /** A VF with a netdev: nothing but its name. */
    public static VfGrant kernel(Vf vf) {
        return new VfGrant(name(vf), List.of(), List.of(), blocks(vf, Map.of()), Set.of());
    }

    /**
     * A VF behind vfio-pci: the vfio container, then the VF's group, which the container finds under its number however it
     * is guarded. Fails with {@code IOMMU_OFF} where the VF has no group, since without one no process could open it, and
     * with {@code IOMMU_GROUP_SHARED} where a tenant would get other functions with it.
     */
    public static VfGrant vfio(Vf vf, VfioMode mode) throws HostException {
        IommuGroup group = vf.iommuGroup().orElseThrow(() -> new HostException(noGroup(vf)));
        if (vf.groupSize() > 1) {
            throw new HostException(shared(vf));
        }
        DevPath seen = DevPath.ofGroup(group);
        return new VfGrant(
                name(vf),
                List.of(DeviceNode.same(DevPath.VFIO_CONTAINER), new DeviceNode(mode.node(group), seen)),
                List.of(),
                blocks(vf, Map.of("mount", DevPath.VFIO_CONTAINER.text(), "dev-mount", seen.text())),
                EnumSet.of(mode.need()));
    }

    private static String name(Vf vf) {
        return vf.address().toString();
    }

    private static SortedMap<String, SortedMap<String, String>> blocks(Vf vf, Map<String, String> vfio) {
        SortedMap<String, SortedMap<String, String>> blocks = new TreeMap<>();
        blocks.put("generic", new TreeMap<>(Map.of("deviceID", name(vf))));
        if (!vfio.isEmpty()) {
            blocks.put("vfio", new TreeMap<>(vfio));
        }
        return blocks;
    }

    private static Problem noGroup(Vf vf) {
        return Problem.of(
                Code.IOMMU_OFF,
                Subject.of(vf.address()),
                "has no IOMMU group, so vfio has no node to give",
                "turn the IOMMU on in firmware and on the kernel command line (intel_iommu=on or amd_iommu=on)");
    }

    private static Problem shared(Vf vf) {
        return Problem.of(
                Code.IOMMU_GROUP_SHARED,
                Subject.of(vf.address()),
                "shares its IOMMU group with " + (vf.groupSize() - 1) + " other function(s)",
                "use a slot or platform with ACS, so that the VF has a group of its own");
    }
}
