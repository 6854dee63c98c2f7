package io.keelson.dpdk.grant;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What one container gets of one resource: its VFs' grants, joined.
 *
 * <p>{@code PCIDEVICE_<PREFIX>_<NAME>} lists the devices in the order of the request, {@code ..._INFO} tells of each by
 * provider, as SR-IOV applications know them.
 *
 * @param env by name
 * @param nodes in the order to create them, each once
 * @param mounts each once
 * @param needs of any of them
 */
public record ContainerGrant(
        SortedMap<String, String> env, List<DeviceNode> nodes, List<Mount> mounts, Set<Need> needs) {
    public ContainerGrant {
        env = Collections.unmodifiableSortedMap(new TreeMap<>(env));
        nodes = List.copyOf(nodes);
        mounts = List.copyOf(mounts);
        needs = Set.copyOf(needs);
    }

    /** The grants of a resource's VFs, in the order of the request, under the resource's variable. */
    public static ContainerGrant of(String variable, List<VfGrant> vfs) {
        Set<DeviceNode> nodes = new LinkedHashSet<>();
        Set<Mount> mounts = new LinkedHashSet<>();
        Set<Need> needs = EnumSet.noneOf(Need.class);
        SortedMap<String, SortedMap<String, SortedMap<String, String>>> info = new TreeMap<>();
        for (VfGrant vf : vfs) {
            nodes.addAll(vf.nodes());
            mounts.addAll(vf.mounts());
            needs.addAll(vf.needs());
            info.put(vf.device(), vf.info());
        }
        String devices = vfs.stream().map(VfGrant::device).collect(Collectors.joining(","));
        return new ContainerGrant(
                new TreeMap<>(Map.of(variable, devices, variable + "_INFO", InfoJson.of(info))),
                List.copyOf(nodes),
                List.copyOf(mounts),
                needs);
    }
}
