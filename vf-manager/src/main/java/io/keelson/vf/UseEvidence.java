package io.keelson.vf;

import io.keelson.vf.model.Uses;
import io.keelson.vf.step.Lane;
import java.util.Collection;

/** Evidence of use that only others have: kubelet, processes with a vfio group open. Asked before a lane is taken. */
@FunctionalInterface
public interface UseEvidence {
    /** What is in use around these lanes; a source that cannot be read is absent, and so counts as in use. */
    Uses around(Collection<Lane> lanes);
}
