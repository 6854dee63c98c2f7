package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Subject;
import java.util.Optional;

/**
 * One kernel write, as data. Everything Keelson changes on a host is a list of these.
 *
 * <p>{@link #check} is asked before and after {@link #apply}; {@link #inverse} is read before it. A step never remembers
 * anything: what it needs to know of the host it reads through the port.
 */
public sealed interface Step
        permits AddAddress,
                AddRoute,
                DropAltNames,
                EnableIpv6,
                MoveToNetns,
                ProbeDriver,
                RenameLink,
                SetAutoprobe,
                SetDriverOverride,
                SetLinkAddress,
                SetLinkUp,
                SetMtu,
                SetNumVfs,
                SetVfAttributes,
                UnbindDriver {

    /** The object, for messages. */
    Subject subject();

    /** What it does, in a few words without the subject: {@code sriov_numvfs = 4}. */
    String describe();

    /** Whether the host is as wanted, may be changed, or must not be. */
    Check check(Host host) throws HostException;

    /** Exactly one kernel write. */
    void apply(Host host) throws HostException;

    /** The step that undoes it, or nothing where another step's inverse takes it away; asked before {@link #apply}. */
    Optional<Step> inverse(Host host) throws HostException;

    /** Whether a refused {@link #apply} may have changed something all the same, so that its inverse has to be tried. */
    default boolean appliesInParts() {
        return false;
    }
}
