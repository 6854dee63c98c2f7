package io.keelson.plugin.cluster;

import java.time.Duration;

/**
 * How patient to be.
 *
 * @param afterRegistration until the pods that kubelet rejected are looked for: for kubelet to have told the API server
 * @param retryFirst before a call is made again, doubled each time
 * @param retryMost that much at most
 * @param idle after which the connection is given up
 */
record Patience(Duration afterRegistration, Duration retryFirst, Duration retryMost, Duration idle) {
    static final Patience USUAL =
            new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
}
