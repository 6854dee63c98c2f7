/** Evidence from made-up hosts, and what follows from it. */
@NullMarked
package io.keelson.dpdk.check;

import org.jspecify.annotations.NullMarked;
