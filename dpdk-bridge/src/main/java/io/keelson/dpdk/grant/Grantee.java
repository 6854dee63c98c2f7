package io.keelson.dpdk.grant;

import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/**
 * A device as far as a grant depends on it.
 *
 * @param id as kubelet and the variables spell it: a PCI address, or the name of a sub-function
 * @param groupSize functions in its IOMMU group, 0 where there is no group
 */
public record Grantee(String id, Optional<IommuGroup> group, int groupSize, Traits traits) {
    /** A VF. */
    public static Grantee of(Vf vf) {
        return new Grantee(vf.address().toString(), vf.iommuGroup(), vf.groupSize(), vf.traits());
    }

    /** A NIC without VFs, or an accelerator. */
    public static Grantee of(OtherFunction function) {
        return new Grantee(
                function.address().toString(), function.iommuGroup(), function.groupSize(), function.traits());
    }

    /** A sub-function; it has no group. */
    public static Grantee of(SubFunction function) {
        return new Grantee(function.name().toString(), Optional.empty(), 0, function.traits());
    }
}
