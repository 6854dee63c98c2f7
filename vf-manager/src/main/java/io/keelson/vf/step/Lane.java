package io.keelson.vf.step;

import io.keelson.vf.model.PciAddress;
import java.util.Comparator;

/**
 * What a plan needs for itself while it runs: a whole PF, whose shape it changes, or one VF, beside others of the PF.
 * Ordered by PCI address, the order in which several are taken.
 */
public sealed interface Lane extends Comparable<Lane> permits Lane.WholePf, Lane.OneVf {
    /** The PF, shared or not. */
    PciAddress pf();

    /** The address the order goes by. */
    PciAddress address();

    @Override
    default int compareTo(Lane other) {
        return Comparator.comparing(Lane::pf).thenComparing(Lane::address).compare(this, other);
    }

    /** The PF alone, with all its VFs. */
    record WholePf(PciAddress pf) implements Lane {
        @Override
        public PciAddress address() {
            return pf;
        }
    }

    /** One VF; the PF is shared with others. */
    record OneVf(PciAddress pf, PciAddress vf) implements Lane {
        @Override
        public PciAddress address() {
            return vf;
        }
    }
}
