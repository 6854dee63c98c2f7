/**
 * What the operator wants, as values: NICs, pools, selectors, limits. Records only; whatever file format it came from has
 * left no trace here but its {@link io.keelson.config.model.Source}.
 */
@NullMarked
package io.keelson.config.model;

import org.jspecify.annotations.NullMarked;
