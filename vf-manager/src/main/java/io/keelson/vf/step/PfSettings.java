package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import java.util.Map;
import java.util.Optional;

/** What a PF holds about all its VFs at once, in one dump of {@code IFLA_VFINFO_LIST}; the bulk reading of {@link VfTable}. */
@FunctionalInterface
public interface PfSettings {
    /** Asks nobody: every PF has nothing to tell, as in a captured tree. */
    PfSettings NONE = pf -> Map.of();

    /** The settings of each VF the PF reports; a PF without a netdev on the host reports none. */
    Map<VfIndex, VfSettings> of(PciAddress pf) throws HostException;

    /** The settings of one VF, absent where the PF does not report it; the kernel is asked for all of them all the same. */
    default Optional<VfSettings> of(PciAddress pf, VfIndex vf) throws HostException {
        return Optional.ofNullable(of(pf).get(vf));
    }
}
