package io.keelson.plugin.pool;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Optional;

/** Asked before a container with gated devices starts; kubelet asks again after a refusal. */
@FunctionalInterface
public interface StartGate {
    /** Why it must not start now: its device is not attached in a live sandbox, or (vfio) not clean or without group. */
    Optional<Problem> refuse(PoolTerms terms, List<PciAddress> devices);
}
