package io.keelson.config.plan;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.Lane;

/** What is to be done at one PF, for which its planner needs the PF alone. */
public record PfWork(PciAddress pf, PfPlanner planner) {
    /** The lane to run it in. */
    public Lane lane() {
        return new Lane.WholePf(pf);
    }
}
