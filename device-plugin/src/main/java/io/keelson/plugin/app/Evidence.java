package io.keelson.plugin.app;

import io.keelson.vf.UseEvidence;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.Vf;
import io.keelson.vf.step.Lane;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What kubelet and the processes of the host say about use, each asked only where it can matter: kubelet where a whole PF is
 * at stake, open groups not for VFs that were last seen on a driver of the kernel. What was not asked counts as in use.
 */
record Evidence(Supplier<Optional<Set<PciAddress>>> kubelet, OpenGroups groups, Supplier<Snapshot> seen)
        implements UseEvidence {
    @Override
    public Uses around(Collection<Lane> lanes) {
        boolean wholePf = lanes.stream().anyMatch(Lane.WholePf.class::isInstance);
        boolean kernelOnly = !lanes.isEmpty() && lanes.stream().allMatch(this::isOfKernel);
        return new Uses(wholePf ? kubelet.get() : Optional.of(Set.of()), kernelOnly ? Optional.empty() : groups.list());
    }

    private boolean isOfKernel(Lane lane) {
        return lane instanceof Lane.OneVf one
                && seen.get()
                        .vf(one.vf())
                        .flatMap(Vf::driver)
                        .filter(driver -> !driver.isUserspace())
                        .isPresent();
    }
}
