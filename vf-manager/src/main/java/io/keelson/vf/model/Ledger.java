package io.keelson.vf.model;

import java.util.Map;
import java.util.Optional;

/**
 * Who holds what, folded from the journal and from nothing else. Baselines and grants outlive a reboot, owners do not.
 *
 * @param grants by kubelet's id and not by incarnation: what it granted stays granted for whatever VF sits at the address
 *     next, after a reboot too
 */
public record Ledger(Map<VfId, Owner> owners, Map<PciAddress, Baseline> baselines, Map<DeviceId, Grant> grants) {
    /** Nothing held, nothing declared. */
    public static final Ledger EMPTY = new Ledger(Map.of(), Map.of(), Map.of());

    public Ledger {
        owners = Map.copyOf(owners);
        baselines = Map.copyOf(baselines);
        grants = Map.copyOf(grants);
    }

    /** Who holds this VF. */
    public Optional<Owner> owner(VfId vf) {
        return Optional.ofNullable(owners.get(vf));
    }

    /** The declared clean state of the VF at this address. */
    public Optional<Baseline> baseline(PciAddress vf) {
        return Optional.ofNullable(baselines.get(vf));
    }
}
