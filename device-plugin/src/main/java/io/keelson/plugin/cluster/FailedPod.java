package io.keelson.plugin.cluster;

import io.keelson.vf.model.PodRef;
import java.time.Instant;

/**
 * A pod of this node that ended without success.
 *
 * @param reason why, in a word of kubelet's
 * @param message the same in a sentence
 * @param started when kubelet took notice of it
 */
record FailedPod(PodRef pod, String reason, String message, Instant started) {}
