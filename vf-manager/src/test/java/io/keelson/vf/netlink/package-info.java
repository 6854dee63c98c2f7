/** Tests of {@code io.keelson.vf.netlink}: recorded bytes, a fake kernel, and this machine's kernel in namespaces of our own. */
@NullMarked
package io.keelson.vf.netlink;

import org.jspecify.annotations.NullMarked;
