package io.keelson.plugin.app;

import io.keelson.plugin.means.Capability;
import io.keelson.plugin.means.KubeletProcess;
import io.keelson.plugin.means.Means;
import io.keelson.plugin.means.MeansCheck;
import io.keelson.plugin.means.MeansReader;
import io.keelson.plugin.means.Need;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the agent needs on its own host, and what of it is missing. */
record Given(HostPaths paths, Duty duty) {
    /** Without these the agent must not start: it would do half of its work. */
    List<Problem> missing() throws HostException {
        if (!duty.keepsVfs()) {
            return List
                    .of(); // it changes nothing on the host, and what it cannot see or write is told where it matters
        }
        Means means = new MeansReader(paths.proc()).read(needs());
        return MeansCheck.problems(means, capabilities());
    }

    /** It starts all the same, since pods that run are served without kubelet. */
    Optional<Problem> kubeletElsewhere() {
        return duty == Duty.EVERYTHING
                ? new KubeletProcess(paths.proc()).elsewhere(paths.podResources())
                : Optional.empty();
    }

    private List<Need> needs() {
        List<Need> needs = new ArrayList<>(List.of(
                Need.written(Path.of("/sys")),
                Need.read(Path.of("/dev")),
                Need.propagated(Path.of("/run/netns")),
                Need.written(parent(paths.socket())),
                Need.written(paths.state()),
                Need.read(paths.cniConfig())));
        if (duty.servesKubelet()) {
            needs.add(Need.written(paths.devicePlugins()));
            needs.add(Need.read(parent(paths.podResources())));
        }
        return needs;
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "sockets lie in directories");
    }

    private Set<Capability> capabilities() {
        Set<Capability> needed = EnumSet.allOf(Capability.class);
        if (!paths.entersMounts()) {
            needed.remove(Capability.SYS_CHROOT);
        }
        return needed;
    }
}
