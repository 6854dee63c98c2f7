package io.keelson.vf.step;

import io.keelson.vf.model.World;

/** Makes a plan of the world as it is: pure, no I/O, no clock. May be asked again when the world moved. */
@FunctionalInterface
public interface Planner {
    /** The plan, or a {@link Refusal} that names every problem. */
    Plan plan(World world) throws Refusal;

    /**
     * Whether the plan, for one VF, must rest on what the PF holds about the VF now, and not on what it was last seen to
     * hold: so where an empty plan proves something. It costs a dump of all VFs of the PF.
     */
    default boolean needsSettings() {
        return false;
    }
}
