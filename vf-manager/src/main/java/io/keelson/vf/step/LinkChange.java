package io.keelson.vf.step;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netns;

/** What one RTM_SETLINK message changes on a netdev. */
public sealed interface LinkChange
        permits LinkChange.Up, LinkChange.MtuTo, LinkChange.AddressTo, LinkChange.NameTo, LinkChange.MoveTo {

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
}
