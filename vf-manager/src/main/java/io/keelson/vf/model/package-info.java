/**
 * Facts, identifiers and failures: records only, no I/O, no clock.
 *
 * <p>Every value that comes from outside (kernel text, configuration, a CNI request) becomes one of these types before it
 * becomes a path or a message. Nothing here imports another package of ours.
 */
@NullMarked
package io.keelson.vf.model;

import org.jspecify.annotations.NullMarked;
