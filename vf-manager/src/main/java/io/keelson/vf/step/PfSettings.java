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
    PfSettings NONE = pf -> Told.of(Map.of());

    /**
     * What a PF told.
     *
     * @param offered whether its driver has settings of VFs at all
     */
    record Told(boolean offered, Map<VfIndex, VfSettings> settings) {
        /** A driver without any: nothing can be read or set. Source: {@code ndo_get_vf_config} in {@code linux/netdevice.h}. */
        public static final Told NOT_OFFERED = new Told(false, Map.of());

        public Told {
            settings = Map.copyOf(settings);
        }

        /** These settings. */
        public static Told of(Map<VfIndex, VfSettings> settings) {
            return new Told(true, settings);
        }

        /** Those of one VF: absent where it was not told of, nothing present where nothing is offered. */
        public Optional<VfSettings> of(VfIndex vf) {
            return offered ? Optional.ofNullable(settings.get(vf)) : Optional.of(VfSettings.NONE);
        }
    }

    /** The settings of each VF the PF reports; a PF without a netdev on the host reports none. */
    Told of(PciAddress pf) throws HostException;

    /** The settings of one VF, absent where the PF does not report it; the kernel is asked for all of them all the same. */
    default Optional<VfSettings> of(PciAddress pf, VfIndex vf) throws HostException {
        return of(pf).of(vf);
    }
}
