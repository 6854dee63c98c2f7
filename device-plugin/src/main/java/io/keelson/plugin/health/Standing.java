package io.keelson.plugin.health;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/**
 * What the ledger, and those who write it, say about one VF.
 *
 * @param owner who holds it
 * @param granted handed to kubelet, and the end of that not yet seen: whoever has it may use it now
 * @param baseline the clean state declared for it; absent: none is known
 * @param verified the clean state was read back from the kernel, in this boot, since the VF was last held
 * @param stuck why its release cannot come to an end, if so
 */
public record Standing(
        Optional<Owner> owner,
        boolean granted,
        Optional<Baseline> baseline,
        boolean verified,
        Optional<Problem> stuck) {
    /** As the ledger has it. */
    public static Standing of(Vf vf, Ledger ledger, boolean verified, Optional<Problem> stuck) {
        return new Standing(
                ledger.owner(vf.id()),
                ledger.grants().containsKey(vf.address()),
                Optional.ofNullable(ledger.baselines().get(vf.address())),
                verified,
                stuck);
    }

    /** Whether a pod has it, or may have it. */
    public boolean held() {
        return owner.isPresent() || granted;
    }
}
