/**
 * The chart in {@code keelson/}, as the Helm library sees it: linted, rendered against golden files, refused where values cannot
 * work, and held to what the agent reads. No cluster here; whether the pod does its work is shown in the lab.
 */
@NullMarked
package io.keelson.helm;

import org.jspecify.annotations.NullMarked;
