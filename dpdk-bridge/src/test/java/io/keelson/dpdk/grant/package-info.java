/** Grants by value. */
@NullMarked
package io.keelson.dpdk.grant;

import org.jspecify.annotations.NullMarked;
