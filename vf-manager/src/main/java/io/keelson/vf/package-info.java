/**
 * The face of vf-manager: how the other modules look at a host and change it. Everything that changes one hands
 * {@link io.keelson.vf.HostWriter} a planner, lanes and a deadline. Nobody below imports this package.
 */
@NullMarked
package io.keelson.vf;

import org.jspecify.annotations.NullMarked;
