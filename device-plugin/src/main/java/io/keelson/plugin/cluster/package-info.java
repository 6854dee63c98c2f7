/**
 * What is told to Kubernetes through its API server: events about devices and about pods that kubelet rejected. The only package with
 * fabric8, which nobody outside sees, and whose classes are loaded when the first event is due. Nothing is asked in intervals, nothing
 * here may hold up the agent, and nothing is decided here: what is unhealthy, and who holds it, others say.
 */
@NullMarked
package io.keelson.plugin.cluster;

import org.jspecify.annotations.NullMarked;
