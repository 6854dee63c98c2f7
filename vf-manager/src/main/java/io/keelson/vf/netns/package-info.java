/**
 * Network namespaces: enter one, open a socket in one, tell whether a path still names one. The only code that calls setns.
 *
 * <p>A namespace is entered only by a platform thread made for it that ends right after: whatever such a thread started
 * would stay in the foreign namespace. What is said over the sockets is for {@code vf.netlink}.
 */
@NullMarked
package io.keelson.vf.netns;

import org.jspecify.annotations.NullMarked;
