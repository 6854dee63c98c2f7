package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.AuxName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.VfIndex;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which device is whose, for one snapshot: the first pool that matches a device owns it, and within the pool the first
 * selector that matches says what its container gets besides.
 *
 * <p>VFs are offered; a PF that has no VFs, and a NIC without SR-IOV: in a {@code resourceList} where it matches, in the
 * native format only where {@code pciAddresses} names it; accelerators and sub-functions in pools of their types.
 *
 * @param generation of the snapshot it was made from
 * @param members PCI functions by resource, every pool being there, in the order of PFs and VF indexes, others last
 * @param subFunctions sub-functions by resource, every pool being there, by name
 * @param owners pool by PCI function
 * @param errors overlaps, in the native format
 * @param warnings overlaps, in a {@code resourceList}; PFs that selectors name and this host lacks; functions that
 *     are not offered yet
 */
public record PoolAssignment(
        long generation,
        Map<ResourceName, List<Member>> members,
        Map<ResourceName, List<SubFunctionMember>> subFunctions,
        Map<PciAddress, Pool> owners,
        List<Problem> errors,
        List<Problem> warnings) {

    /** An assignment of PCI functions alone. */
    public PoolAssignment(
            long generation,
            Map<ResourceName, List<Member>> members,
            Map<PciAddress, Pool> owners,
            List<Problem> errors,
            List<Problem> warnings) {
        this(generation, members, Map.of(), owners, errors, warnings);
    }

    /**
     * A PCI function of a pool.
     *
     * @param pf the PF of a VF; the function itself where it is none
     * @param index absent where the device is no VF of a NIC
     * @param selector the one through which it entered the pool
     */
    public record Member(PciAddress device, PciAddress pf, Optional<VfIndex> index, Selector selector) {}

    /**
     * A sub-function of a pool; its name is its id to kubelet.
     *
     * @param parent the function it was made from
     * @param selector the one through which it entered the pool
     */
    public record SubFunctionMember(AuxName device, PciAddress parent, Selector selector) {}

    /** The assignment of every device in the snapshot. */
    public static PoolAssignment of(Intent intent, Snapshot facts) {
        return new Assigning(intent, facts).assign();
    }

    /**
     * The same, with each device that is held staying with the pool it was handed out from, if there still is one: a pod must
     * not lose its device to another resource.
     */
    public PoolAssignment keeping(Map<PciAddress, ResourceName> held, Intent intent, Snapshot facts) {
        return held.isEmpty() ? this : new Keeping(this, held).of(intent, facts);
    }

    /** The pool that owns this device. */
    public Optional<Pool> pool(PciAddress device) {
        return Optional.ofNullable(owners.get(device));
    }

    /** The PCI functions of this resource, none where no pool has that name. */
    public List<Member> members(ResourceName resource) {
        return members.getOrDefault(resource, List.of());
    }

    /** The sub-functions of this resource, none where no pool has that name. */
    public List<SubFunctionMember> subFunctions(ResourceName resource) {
        return subFunctions.getOrDefault(resource, List.of());
    }
}
