package io.keelson.vf.testing;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.step.Host;
import io.keelson.vf.step.LinkRef;

/** A host to hold the contract against: one igb PF to play with, namespaces that come and go. */
public interface ContractHost {
    /** The kernel. */
    Host host();

    /** An igb PF nobody else uses, with 7 VFs at most. */
    PciAddress pf();

    /** What a scan finds now. */
    Snapshot snapshot() throws HostException;

    /** A new network namespace. */
    Netns newNamespace() throws HostException;

    /** Returns once the PF has its link again, which igb loses for seconds whenever its VFs come or go. */
    void awaitCarrier() throws HostException;

    /** Gives the netdev, which has this name in a namespace of ours, a further one, as a tenant would. */
    void giveAltName(LinkRef link, IfName name, AltName altName) throws HostException;

    /** The namespace dies; returns once the kernel has sent its netdevs home. */
    void killNamespace(Netns netns) throws HostException;
}
