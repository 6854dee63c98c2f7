package io.keelson.vf.model;

import java.net.InetAddress;
import java.util.Optional;

/** A route through one interface: destination, and the gateway if it is not on the link. */
public record Route(IfAddress destination, Optional<InetAddress> gateway) {
    @Override
    public String toString() {
        return destination + gateway.map(g -> " via " + g.getHostAddress()).orElse("");
    }
}
