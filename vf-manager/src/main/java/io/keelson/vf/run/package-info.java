/**
 * Running plans: the one runner, the lanes, and the only {@link io.keelson.vf.step.Host} that is real. Nothing here decides
 * what to do.
 */
@NullMarked
package io.keelson.vf.run;

import org.jspecify.annotations.NullMarked;
