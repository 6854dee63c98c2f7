package io.keelson.plugin.attach;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.NetnsPath;
import java.util.OptionalLong;

/** Looks at a sandbox's network namespace. */
public interface Netnses {
    /** Which namespace the path names, as evidence; absent before Linux 5.14. Fails with {@code NETNS_GONE}. */
    OptionalLong cookie(NetnsPath path) throws HostException;

    /** Whether it is the agent's own: a pod on the host's network. */
    boolean isOwn(NetnsPath path) throws HostException;
}
