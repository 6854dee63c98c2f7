package io.keelson.plugin.attach;

import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.NetnsPath;
import java.util.Optional;

/**
 * Asks an IPAM plugin; the port to the code that executes it. Slow and foreign: never call it inside a lane.
 *
 * <p>Every failure is {@code IPAM_FAILED} with the plugin's own words, except a call that could never work
 * ({@code CNI_CONFIG_INVALID}).
 */
public interface Ipam {
    /**
     * The call for addresses as a pool's {@code attach.ipam} wants them. The plugin keeps its allocations under the
     * network's name: give each pool one of its own ({@link Network#named}).
     */
    IpamCall call(String ipamJson, Network network) throws HostException;

    /** Addresses for an interface: at least one. */
    Lease add(IpamCall call, Target target, Deadline until) throws HostException;

    /** Gives them back; returns normally where there were none. */
    void del(IpamCall call, Target target, Deadline until) throws HostException;

    /** Returns normally if the plugin still knows the addresses it gave. */
    void check(IpamCall call, Target target, Deadline until) throws HostException;

    /** Whose addresses: netns is absent once the namespace is gone. */
    record Target(ContainerId container, IfName ifName, Optional<NetnsPath> netns) {}
}
