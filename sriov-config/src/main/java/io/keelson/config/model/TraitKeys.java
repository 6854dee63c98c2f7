package io.keelson.config.model;

import io.keelson.vf.model.AcpiIndex;
import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VdpaType;

/**
 * The keys of a selector that ask for {@link Traits}.
 *
 * @param isRdma whether only functions with an RDMA device match, whose nodes a container then gets
 * @param vdpa of the vDPA device, whose node a container then gets
 * @param needVhostNet whether a container gets {@code /dev/vhost-net}; says nothing about the device
 * @param ddpProfiles of the NIC that its PF is on
 */
public record TraitKeys(
        AnyOf<AcpiIndex> acpiIndexes,
        AnyOf<LinkType> linkTypes,
        AnyOf<PKey> pKeys,
        boolean isRdma,
        AnyOf<VdpaType> vdpa,
        boolean needVhostNet,
        AnyOf<DdpProfile> ddpProfiles) {
    /** None of them is there. */
    public static final TraitKeys NONE = new TraitKeys(
            AnyOf.anything(), AnyOf.anything(), AnyOf.anything(), false, AnyOf.anything(), false, AnyOf.anything());

    /** Whether no key narrows the choice. */
    public boolean isAnything() {
        return acpiIndexes.isAnything() && linkTypes.isAnything() && ddpProfiles.isAnything() && !needsDriver();
    }

    /** Whether a key asks for what only a function bound to its kernel driver has. */
    public boolean needsDriver() {
        return isRdma || !pKeys.isAnything() || !vdpa.isAnything();
    }

    /**
     * Whether a function passes.
     *
     * @param isBound whether a driver is bound to it: what only a driver makes is not asked of one without, since it would
     *     else never be bound to one
     */
    public boolean match(Traits traits, boolean isBound) {
        return acpiIndexes.matches(traits.acpiIndex())
                && linkTypes.matches(traits.linkType())
                && ddpProfiles.matches(traits.ddp())
                && (!isBound || matchDriver(traits));
    }

    /** Whether everything that passes {@code other} passes this. */
    public boolean covers(TraitKeys other) {
        return acpiIndexes.covers(other.acpiIndexes)
                && linkTypes.covers(other.linkTypes)
                && ddpProfiles.covers(other.ddpProfiles)
                && pKeys.covers(other.pKeys)
                && vdpa.covers(other.vdpa)
                && (!isRdma || other.isRdma);
    }

    private boolean matchDriver(Traits traits) {
        return pKeys.matches(traits.pkey())
                && vdpa.matches(traits.vdpa().flatMap(v -> v.type()))
                && (!isRdma || traits.isRdma());
    }
}
