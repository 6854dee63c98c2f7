package io.keelson.vf;

import java.time.Duration;

/** Hears what a change of the host costs, on the thread that makes it; must be quick and never fail. */
public interface ChangeWatch {
    /** Hears nothing. */
    ChangeWatch NONE = new ChangeWatch() {};

    /** What a change is made of. */
    enum Phase {
        /** Waiting for its lanes. */
        LANE,
        /** Reading facts before and after. */
        LOOK,
        /** Making the plan. */
        PLAN,
        /** Writing it down. */
        JOURNAL,
        /** Its steps: kernel writes, and the reads that check and verify them. */
        KERNEL
    }

    /** A phase is over; it may come again in the same change. */
    default void took(Phase phase, Duration time) {}

    /** The journal was forced to the disk. */
    default void forced() {}
}
