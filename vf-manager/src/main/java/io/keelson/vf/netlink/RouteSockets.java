package io.keelson.vf.netlink;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;

/** Where rtnetlink of a namespace is had. */
@FunctionalInterface
public interface RouteSockets {
    /** What is asked for over the socket, all in the same namespace. */
    @FunctionalInterface
    interface Talk<T> {
        T with(RouteNetlink netlink) throws HostException;
    }

    /** Has the talk in this namespace; fails with {@code NETNS_GONE} when there is none, else as the talk does. */
    <T> T in(Netns netns, Talk<T> talk) throws HostException;
}
