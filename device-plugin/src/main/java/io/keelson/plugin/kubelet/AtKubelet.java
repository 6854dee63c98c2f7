package io.keelson.plugin.kubelet;

import io.keelson.vf.model.Deadline;

/** One resource at kubelet. Stepped by the session's thread; the status may be read by any, and any may ask to renew. */
interface AtKubelet {
    PluginStatus status();

    /** To be registered anew at the next step. */
    void renew();

    /** The agent that is to take over its socket. */
    Successor successor();

    /** Does what is due; how many nanoseconds from now to step again, if nothing tells before. */
    long step();

    /** Ends the server and removes the socket; kubelet marks the devices unhealthy and forgets them after five minutes. */
    void unregister();

    /** Waits for the end of what {@link #unregister} ended. */
    void awaitEnd(Deadline until) throws InterruptedException;
}
