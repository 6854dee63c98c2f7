package io.keelson.vf.step;

import io.keelson.vf.model.PciAddress;

/** Somebody a plan would hurt: which VF, held by whom or why it counts as in use. */
public record Disruption(PciAddress vf, String who) {
    @Override
    public String toString() {
        return vf + ": " + who;
    }
}
