/** Offers, replies, the gate and the end of grants, without a wire. */
@NullMarked
package io.keelson.plugin.pool;

import org.jspecify.annotations.NullMarked;
