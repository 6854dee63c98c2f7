package io.keelson.vf;

import io.keelson.vf.model.Owner;

/** Whether pods' sandboxes still live. */
@FunctionalInterface
public interface Sandboxes {
    /** Whether the owner's network namespace is still there, and is still the same one. */
    boolean alive(Owner owner);
}
