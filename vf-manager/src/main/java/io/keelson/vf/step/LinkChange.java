package io.keelson.vf.step;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;
import java.util.Set;

/** What one rtnetlink message changes on a netdev. */
public sealed interface LinkChange
        permits LinkChange.Up,
                LinkChange.MtuTo,
                LinkChange.AddressTo,
                LinkChange.NameTo,
                LinkChange.MoveTo,
                LinkChange.WithoutAltNames {

    /** The administrative state. */
    record Up(boolean up) implements LinkChange {}

    /** The MTU. */
    record MtuTo(Mtu mtu) implements LinkChange {}

    /** The interface's own hardware address. */
    record AddressTo(MacAddress mac) implements LinkChange {}

    /** The name, in the same namespace. */
    record NameTo(IfName name) implements LinkChange {}

    /** Another namespace under another name, at once: the name is checked for conflict over there. */
    record MoveTo(Netns netns, IfName name) implements LinkChange {}

    /** These of its further names gone. */
    record WithoutAltNames(Set<AltName> names) implements LinkChange {
        public WithoutAltNames {
            names = Set.copyOf(names);
        }
    }
}
