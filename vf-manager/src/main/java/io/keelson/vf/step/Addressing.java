package io.keelson.vf.step;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.Route;
import java.util.Set;

/** IP addresses and routes of a netdev, by rtnetlink in its namespace. */
public interface Addressing {
    /** Addresses on the netdev, link-local ones included. */
    Set<IfAddress> addresses(LinkRef link) throws HostException;

    /** Adds an address; fails with {@code KERNEL_REFUSED} and {@code EEXIST} if it is there. */
    void addAddress(LinkRef link, IfAddress address) throws HostException;

    /** Routes of the main table through the netdev. */
    Set<Route> routes(LinkRef link) throws HostException;

    /** Adds a route through the netdev. */
    void addRoute(LinkRef link, Route route) throws HostException;

    /** Whether IPv6 is on for the netdev; turning it on writes {@code disable_ipv6} in its namespace. */
    boolean ipv6Enabled(LinkRef link) throws HostException;

    /** Turns IPv6 on or off for the netdev. */
    void enableIpv6(LinkRef link, boolean on) throws HostException;
}
