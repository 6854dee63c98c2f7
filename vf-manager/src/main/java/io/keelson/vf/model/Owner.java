package io.keelson.vf.model;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one holder of a VF.
 *
 * @param netns the sandbox's network namespace
 * @param netnsCookie evidence which namespace that was ({@code SO_NETNS_COOKIE}); inodes are reused at once
 * @param resource the resource name it was granted under, if known
 * @param ipam how its addresses were asked for, if they were
 */
public record Owner(
        OwnerKey key,
        OwnerPhase phase,
        PodRef pod,
        NetnsPath netns,
        OptionalLong netnsCookie,
        Optional<String> resource,
        Optional<IpamCall> ipam,
        Instant since) {

    /** The same owner in another phase. */
    public Owner in(OwnerPhase other) {
        return new Owner(key, other, pod, netns, netnsCookie, resource, ipam, since);
    }
}
