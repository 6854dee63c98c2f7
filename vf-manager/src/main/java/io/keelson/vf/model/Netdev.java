package io.keelson.vf.model;

import java.util.Optional;

/**
 * A network interface as seen at one moment in one namespace.
 *
 * <p>{@code up} is the administrative state ({@code IFF_UP}); {@code carrier} is absent while the interface is down, since
 * the kernel then does not tell. Source: {@code Documentation/ABI/testing/sysfs-class-net}, man 7 rtnetlink.
 */
public record Netdev(
        IfName name, int ifindex, Optional<MacAddress> mac, Optional<Mtu> mtu, boolean up, Optional<Boolean> carrier) {}
