package io.keelson.dpdk.grant;

import io.keelson.vf.model.Device;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Traits;
import java.util.Optional;

/**
 * A device as far as a grant depends on it.
 *
 * @param id as kubelet and the variables spell it: a PCI address, or the name of a sub-function
 * @param groupSize functions in its IOMMU group, 0 where there is no group
 */
public record Grantee(String id, Optional<IommuGroup> group, int groupSize, Traits traits) {
    /** Of any device. */
    public static Grantee of(Device device) {
        return new Grantee(device.deviceId().toString(), device.iommuGroup(), device.groupSize(), device.traits());
    }
}
