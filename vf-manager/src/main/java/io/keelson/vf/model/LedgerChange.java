package io.keelson.vf.model;

import java.time.Instant;

/** One change of the {@link Ledger}, as the journal writes it; part of a plan, applied when the plan begins or commits. */
public sealed interface LedgerChange
        permits LedgerChange.OwnerSet,
                LedgerChange.OwnerFreed,
                LedgerChange.BaselineDeclared,
                LedgerChange.Granted,
                LedgerChange.GrantEnded {

    /** The VF has this owner, in this phase, from now on. */
    record OwnerSet(VfId vf, Owner owner) implements LedgerChange {}

    /** The VF has no owner any more; ignored if another one holds it by now. */
    record OwnerFreed(VfId vf, OwnerKey key) implements LedgerChange {}

    /** The clean state of the VF at this address. */
    record BaselineDeclared(PciAddress vf, Baseline baseline) implements LedgerChange {}

    /** Allocate handed the device out; it takes the place of an earlier grant of this id. */
    record Granted(Grant grant) implements LedgerChange {}

    /** The grant of the device made at that moment is over; ignored if it was granted anew by now. */
    record GrantEnded(DeviceId device, Instant since) implements LedgerChange {}
}
