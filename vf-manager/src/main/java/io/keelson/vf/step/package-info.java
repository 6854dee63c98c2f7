/**
 * What can be done to a host: one {@link io.keelson.vf.step.Step} is one kernel write, and a
 * {@link io.keelson.vf.step.Plan} is a list of them. Steps speak to the port {@link io.keelson.vf.step.Host} only; nothing
 * here does I/O of its own. All permitted steps live in this one package, as sealed types on the class path must.
 */
@NullMarked
package io.keelson.vf.step;

import org.jspecify.annotations.NullMarked;
