/** VFs for the tests of this module. */
@NullMarked
package io.keelson.dpdk.testing;

import org.jspecify.annotations.NullMarked;
