/**
 * How a VF goes to a pod and comes back, as plans: requests, baselines, the planners of attach and release. Pure: no I/O, no
 * clock, nothing that knows CNI, kubelet or a configuration file.
 */
@NullMarked
package io.keelson.vf.attach;

import org.jspecify.annotations.NullMarked;
