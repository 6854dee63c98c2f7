/**
 * Netlink: messages, their codecs and sockets, for rtnetlink, devlink, kernel events and announcements on the wire.
 *
 * <p>Whatever arrives is parsed within bounds; what does not hold is {@code NETLINK_MALFORMED}, never an exception of the
 * runtime. Which netdev belongs to which PCI function, and what to change when, is for {@code vf.run}.
 */
@NullMarked
package io.keelson.vf.netlink;

import org.jspecify.annotations.NullMarked;
