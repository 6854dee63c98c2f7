package io.keelson.plugin.app;

import io.keelson.vf.model.Problem;
import io.keelson.vf.model.VfId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which VFs were read back clean, and which cannot be cleaned and why. Safe for use by several threads. */
final class Proofs {
    private final Duty duty;
    private final Set<VfId> clean = ConcurrentHashMap.newKeySet();
    private final Map<VfId, Problem> stuck = new ConcurrentHashMap<>();

    Proofs(Duty duty) {
        this.duty = duty;
    }

    /** Whether VFs are ours to keep clean; where they are not, all are taken for clean. */
    boolean wanted() {
        return duty.keepsVfs();
    }

    /** It was read back clean since it exists, or since it was last handed out without an owner. */
    void clean(VfId vf) {
        clean.add(vf);
        stuck.remove(vf);
    }

    /** It cannot be cleaned; whether that is news. */
    boolean stuck(VfId vf, Problem why) {
        return !why.equals(stuck.put(vf, why));
    }

    /** A tenant may use it from now on, and no owner will say when it is released. */
    void handedOut(VfId vf) {
        clean.remove(vf);
    }

    boolean isClean(VfId vf) {
        return !wanted() || clean.contains(vf);
    }

    Optional<Problem> stuck(VfId vf) {
        return Optional.ofNullable(stuck.get(vf));
    }
}
