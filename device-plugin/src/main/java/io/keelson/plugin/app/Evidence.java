package io.keelson.plugin.app;

import io.keelson.vf.UseEvidence;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Uses;
import io.keelson.vf.step.Lane;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What kubelet and the processes of the host say about use; kubelet only where a whole PF is at stake. */
record Evidence(Supplier<Optional<Set<PciAddress>>> kubelet, OpenGroups groups) implements UseEvidence {
    @Override
    public Uses around(Collection<Lane> lanes) {
        boolean wholePf = lanes.stream().anyMatch(Lane.WholePf.class::isInstance);
        return new Uses(wholePf ? kubelet.get() : Optional.of(Set.of()), groups.list());
    }
}
