package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.model.Selector;
import io.keelson.vf.model.DeviceId;
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
 * @param members devices by resource, every pool being there, in the order of PFs and VF indexes, others last
 * @param owners pool by device
 * @param errors overlaps, in the native format
 * @param warnings overlaps, in a {@code resourceList}; PFs that selectors name and this host lacks; functions that are not
 *     offered since the host itself needs them
 */
public record PoolAssignment(
        long generation,
        Map<ResourceName, List<Member>> members,
        Map<DeviceId, Pool> owners,
        List<Problem> errors,
        List<Problem> warnings) {

    /**
     * A device of a pool.
     *
     * @param pf the PF of a VF, the function a sub-function was made from, else the function itself
     * @param index absent where the device is no VF of a NIC
     * @param selector the one through which it entered the pool
     */
    public record Member(DeviceId device, PciAddress pf, Optional<VfIndex> index, Selector selector) {
        /** The PCI function that the operator's words about it name: its own, or a sub-function's parent. */
        public PciAddress function() {
            return device instanceof PciAddress own ? own : pf;
        }
    }

    /** The assignment of every device in the snapshot. */
    public static PoolAssignment of(Intent intent, Snapshot facts) {
        return new Assigning(intent, facts).assign();
    }

    /**
     * The same, with each device that is held staying with the pool it was handed out from, if there still is one: a pod must
     * not lose its device to another resource.
     */
    public PoolAssignment keeping(Map<DeviceId, ResourceName> held, Intent intent, Snapshot facts) {
        return held.isEmpty() ? this : new Keeping(this, held).of(intent, facts);
    }

    /** The pool that owns this device. */
    public Optional<Pool> pool(DeviceId device) {
        return Optional.ofNullable(owners.get(device));
    }

    /** The devices of this resource, none where no pool has that name. */
    public List<Member> members(ResourceName resource) {
        return members.getOrDefault(resource, List.of());
    }
}
