package io.keelson.plugin.pool;

import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.util.Optional;

/** A VF that belongs to a pool, and the reason against offering it as healthy, if there is one. */
public record Assigned(Vf vf, Optional<Problem> unhealthy) {
    /** As kubelet spells it. */
    public String id() {
        return vf.address().toString();
    }
}
