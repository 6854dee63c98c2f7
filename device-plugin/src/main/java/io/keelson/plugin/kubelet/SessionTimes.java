package io.keelson.plugin.kubelet;

import java.time.Duration;

/**
 * How patient a session is.
 *
 * @param call for kubelet's answer to Register
 * @param firstStream for kubelet to open its stream once registered (it dials for up to 10 s)
 * @param streamGone for a new stream after the last one ended; kubelet up to 1.35, losing the stream of the agent before us,
 *     drops ours, and its devices are unhealthy until it is called again
 * @param retryFirst before the second try to register, doubled for each further one
 * @param retryMost the longest wait between two tries
 * @param look between two looks at the sockets where nothing told of a change
 */
public record SessionTimes(
        Duration call,
        Duration firstStream,
        Duration streamGone,
        Duration retryFirst,
        Duration retryMost,
        Duration look) {
    /** What an agent uses. */
    public static final SessionTimes USUAL = new SessionTimes(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofMillis(100),
            Duration.ofMillis(20),
            Duration.ofSeconds(5),
            Duration.ofSeconds(5));
}
