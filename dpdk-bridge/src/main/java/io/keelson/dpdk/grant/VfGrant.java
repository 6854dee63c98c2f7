package io.keelson.dpdk.grant;

import io.keelson.vf.model.HostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one device brings into a container. Each front (device plugin, CDI, NRI) says of it what its interface can say.
 *
 * @param device its id, as the variables spell it
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

    /**
     * What this device brings: by its driver, and what its pool promises besides. A netdev and RDMA go together.
     *
     * <p>Fails with {@code IOMMU_OFF} for vfio without a group, since without one no process could open it, with
     * {@code IOMMU_GROUP_SHARED} where a tenant would get other functions with it, and with {@code DEVICE_NODE_MISSING}
     * where the device has not what is promised.
     */
    public static VfGrant of(Grantee device, Handing handing, Extras extras) throws HostException {
        List<Block> blocks = new ArrayList<>(List.of(Block.generic(device)));
        if (handing instanceof Handing.Vfio vfio) {
            blocks.add(Block.vfio(device, vfio.mode()));
        } else if (handing instanceof Handing.Uio) {
            blocks.add(Block.uio(device));
        }
        if (extras.rdma()) {
            blocks.add(Block.rdma(device));
        }
        if (extras.vdpa().isPresent()) {
            blocks.add(Block.vdpa(device, extras.vdpa().get()));
        }
        if (extras.vhostNet()) {
            blocks.add(Block.vhostNet());
        }
        extras.additional().map(Block::extra).ifPresent(blocks::add);
        return of(device.id(), blocks);
    }

    private static VfGrant of(String device, List<Block> blocks) {
        Set<DeviceNode> nodes = new LinkedHashSet<>();
        SortedMap<String, SortedMap<String, String>> info = new TreeMap<>();
        Set<Need> needs = EnumSet.noneOf(Need.class);
        for (Block block : blocks) {
            nodes.addAll(block.nodes());
            info.put(block.provider(), block.info());
            needs.addAll(block.needs());
        }
        return new VfGrant(device, List.copyOf(nodes), List.of(), info, needs);
    }
}
