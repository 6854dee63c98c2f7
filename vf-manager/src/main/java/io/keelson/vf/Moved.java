package io.keelson.vf;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.HostEvent;
import io.keelson.vf.netlink.Link;
import io.keelson.vf.netlink.Uevent;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What may not be any more as it was last seen.
 *
 * @param anything whether it could be anything; else it is about these functions alone
 */
public record Moved(boolean anything, Set<PciAddress> functions) {
    /** Nothing moved. */
    public static final Moved NOTHING = new Moved(false, Set.of());

    /** Anything may have moved. */
    public static final Moved ANYTHING = new Moved(true, Set.of());

    /** Kinds of devices that are facts of a network function, or sit on one. Others, disks and USB, are not our concern. */
    private static final Set<String> SUBSYSTEMS = Set.of(
            "pci",
            "net",
            "infiniband",
            "infiniband_verbs",
            "infiniband_mad",
            "infiniband_cm",
            "vdpa",
            "auxiliary",
            "uio");

    /** Kinds whose devices are functions of a host themselves. */
    private static final Set<String> FUNCTIONS = Set.of("pci", "auxiliary");

    public Moved {
        functions = Set.copyOf(functions);
    }

    /** What a burst of events is about. */
    static Moved of(Collection<HostEvent> events) {
        Set<PciAddress> functions = new HashSet<>();
        for (HostEvent event : events) {
            if (event instanceof HostEvent.Lost || isHotplug(event)) {
                return ANYTHING;
            }
            function(event).ifPresent(functions::add);
        }
        return new Moved(false, functions);
    }

    /** Whether nothing moved. */
    public boolean isNothing() {
        return !anything && functions.isEmpty();
    }

    /** Both. */
    public Moved and(Moved other) {
        if (anything || other.anything) {
            return ANYTHING;
        }
        Set<PciAddress> both = new HashSet<>(functions);
        both.addAll(other.functions);
        return new Moved(false, both);
    }

    /** Whether this function is among it. */
    public boolean has(PciAddress function) {
        return anything || functions.contains(function);
    }

    /** A function came or went: VFs come and go with their PF's count, sub-functions by devlink, a slot may have anything. */
    private static boolean isHotplug(HostEvent event) {
        return event instanceof HostEvent.Device device
                && device.uevent().subsystem().filter(FUNCTIONS::contains).isPresent()
                && Set.of("add", "remove").contains(device.uevent().action());
    }

    private static Optional<PciAddress> function(HostEvent event) {
        if (event instanceof HostEvent.Device device) {
            Uevent uevent = device.uevent();
            return uevent.subsystem().filter(SUBSYSTEMS::contains).isPresent() ? uevent.function() : Optional.empty();
        }
        if (event instanceof HostEvent.NetdevChanged changed) {
            return function(changed.link());
        }
        return event instanceof HostEvent.NetdevGone gone ? function(gone.link()) : Optional.empty();
    }

    /** Virtual netdevs, of which every pod brings some, sit on no function. */
    private static Optional<PciAddress> function(Link link) {
        return link.parent().filter(p -> p.bus().equals("pci")).flatMap(p -> PciAddress.parse(p.name()));
    }
}
