/**
 * The C library: system calls the JDK does not offer, each with its errno. The only package that imports jnr.
 *
 * <p>No policy lives here: which sockets are opened, in which namespace, and what a failure means is for {@code vf.netns}
 * and {@code vf.netlink}. The library is loaded into an instance that is handed on, never into static state.
 */
@NullMarked
package io.keelson.vf.libc;

import org.jspecify.annotations.NullMarked;
