/**
 * What has to be done to a host so that it is as the Intent says, and whom that would hurt. Pure: no I/O, no clock; it hands
 * out planners, and running them is for others.
 */
@NullMarked
package io.keelson.config.plan;

import org.jspecify.annotations.NullMarked;
