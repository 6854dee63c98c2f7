package io.keelson.vf.step;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netdev;
import java.util.Optional;
import java.util.Set;

/** Netdevs in any namespace, by rtnetlink. A namespace that is gone fails with {@code NETNS_GONE}. */
public interface Links {
    /** The netdev of this function in this namespace, or empty when it is not there. */
    Optional<Netdev> find(LinkRef link) throws HostException;

    /** Its further names; empty when there are more than the kernel tells whole. Fails with {@code VF_NETDEV_MISSING}. */
    Optional<Set<AltName>> altNames(LinkRef link) throws HostException;

    /** Sends one change; fails with {@code VF_NETDEV_MISSING}, or with {@code KERNEL_REFUSED} and the errno. */
    void change(LinkRef link, LinkChange change) throws HostException;
}
