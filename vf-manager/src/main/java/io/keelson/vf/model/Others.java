package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;

/**
 * Devices that can be offered besides PFs and VFs of NICs.
 *
 * @param functions by PCI address
 * @param subFunctions by name
 */
public record Others(List<OtherFunction> functions, List<SubFunction> subFunctions) {
    /** None, or nobody looked. */
    public static final Others NONE = new Others(List.of(), List.of());

    public Others {
        functions = List.copyOf(functions);
        subFunctions = List.copyOf(subFunctions);
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
