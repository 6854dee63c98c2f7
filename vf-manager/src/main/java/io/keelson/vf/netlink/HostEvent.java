package io.keelson.vf.netlink;

/** Something on the host moved. Events say that it is time to look; facts come from looking. */
public sealed interface HostEvent
        permits HostEvent.Device, HostEvent.NetdevChanged, HostEvent.NetdevGone, HostEvent.Lost {

    /** A device of the device tree came, went or changed. */
    record Device(Uevent uevent) implements HostEvent {}

    /** A netdev of the host's namespace is new, or something about it changed, carrier included. */
    record NetdevChanged(Link link) implements HostEvent {}

    /** A netdev left the host's namespace, or is no more. */
    record NetdevGone(Link link) implements HostEvent {}

    /** Events came faster than they were read, or one could not be understood: anything may have changed. */
    record Lost(String why) implements HostEvent {}
}
