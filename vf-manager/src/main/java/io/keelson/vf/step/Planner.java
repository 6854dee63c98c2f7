package io.keelson.vf.step;

import io.keelson.vf.model.World;

/** Makes a plan of the world as it is: pure, no I/O, no clock. May be asked again when the world moved. */
@FunctionalInterface
public interface Planner {
    /** The plan, or a {@link Refusal} that names every problem. */
    Plan plan(World world) throws Refusal;
}
