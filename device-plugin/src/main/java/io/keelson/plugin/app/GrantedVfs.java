package io.keelson.plugin.app;

import io.keelson.config.model.Pool;
import io.keelson.config.model.Release;
import io.keelson.config.model.ResourceName;
import io.keelson.vf.HostWriter;
import io.keelson.vf.Releases;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.Grant;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * VFs whose grant is the owner, since no CNI claims them: proven clean before a container starts with them, and again before
 * the grant ends. Safe for use by several threads.
 */
record GrantedVfs(
        HostWriter writer, Releases releases, CurrentPools pools, Proofs proofs, GrantRecords grants, Clock clock) {
    /** kubelet waits 30 seconds for PreStartContainer. */
    private static final Duration BEFORE_START = Duration.ofSeconds(20);

    private static final Duration AT_END = Duration.ofMinutes(1);

    /** Makes the VF clean for the container that is about to start; why it is not, else. */
    Optional<Problem> ready(ResourceName resource, Vf vf) {
        Grant grant;
        try {
            grant = granted(resource, vf);
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
        boolean rebind = !proofs.isClean(vf.id()) && strong(vf.address());
        Optional<Problem> failure = releases.cleanGranted(vf, grant, rebind, Deadline.after(BEFORE_START))
                .failure();
        if (failure.isEmpty()) {
            proofs.handedOut(vf.id());
        }
        return failure;
    }

    /** Kubelet may start a container of a pod that came back with what it had before, and grant nothing anew. */
    private Grant granted(ResourceName resource, Vf vf) throws HostException {
        Grant known = writer.ledger().grants().get(vf.address());
        if (known != null) {
            return known;
        }
        Grant again = new Grant(vf.address(), resource.toString(), clock.instant());
        grants.grant(List.of(again));
        return Optional.ofNullable(writer.ledger().grants().get(vf.address())).orElse(again);
    }

    /** Cleans what the grant's holder left and ends the grant, if its device is at rest; what stands against it, else. */
    Optional<Problem> end(Grant over) {
        if (!proofs.wanted()) {
            return justEnd(over);
        }
        Optional<Vf> vf = writer.facts().vf(over.device());
        Optional<Problem> failure = releases.endGrant(over, strong(over.device()), Deadline.after(AT_END))
                .failure();
        if (vf.isEmpty()) {
            return failure;
        }
        if (failure.isEmpty()) {
            proofs.clean(vf.get().id());
            return Optional.empty();
        }
        boolean rests = failure.get().code() != Code.VF_IN_USE;
        return rests && proofs.stuck(vf.get().id(), failure.get()) ? failure : Optional.empty();
    }

    private Optional<Problem> justEnd(Grant over) {
        try {
            grants.end(over);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(e.problem());
        }
    }

    private boolean strong(DeviceId device) {
        return pools.poolOf(device)
                .map(Pool::release)
                .filter(r -> r == Release.REBIND)
                .isPresent();
    }
}
