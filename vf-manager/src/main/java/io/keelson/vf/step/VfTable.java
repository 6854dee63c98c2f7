package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.Optional;

/** What a PF holds about its VFs, by rtnetlink on the PF's uplink ({@code IFLA_VFINFO_LIST}). */
public interface VfTable {
    /**
     * The settings the PF reports, or empty when it knows no such VF; nothing present where the PF's driver has no settings
     * of VFs, and then any {@link #set} fails with {@code EOPNOTSUPP}.
     */
    Optional<VfSettings> settings(PciAddress pf, VfIndex vf) throws HostException;

    /**
     * Sends the present attributes in one message. The kernel applies them one by one and stops at the first error, so a
     * failure may leave some applied; fails with {@code KERNEL_REFUSED}, the errno and the extended acknowledgement's text.
     */
    void set(PciAddress pf, VfIndex vf, VfSettings changes) throws HostException;
}
