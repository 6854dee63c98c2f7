package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Devices that can be offered besides PFs and VFs of NICs.
 *
 * @param functions by PCI address
 * @param subFunctions by name
 * @param uplinks functions and PFs through which the host's own default route goes, under whatever bond, bridge or VLAN: a pod
 *     that took one would cut the node off
 */
public record Others(List<OtherFunction> functions, List<SubFunction> subFunctions, Set<PciAddress> uplinks) {
    /** None, or nobody looked. */
    public static final Others NONE = new Others(List.of(), List.of(), Set.of());

    public Others {
        functions = List.copyOf(functions);
        subFunctions = List.copyOf(subFunctions);
        uplinks = Set.copyOf(uplinks);
    }

    /** The function at this address. */
    public Optional<OtherFunction> function(PciAddress address) {
        return functions.stream().filter(f -> f.address().equals(address)).findFirst();
    }

    /** The sub-function of this name. */
    public Optional<SubFunction> subFunction(AuxName name) {
        return subFunctions.stream().filter(f -> f.name().equals(name)).findFirst();
    }
}
