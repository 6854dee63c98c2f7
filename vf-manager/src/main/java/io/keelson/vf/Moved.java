package io.keelson.vf;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.HostEvent;
import io.keelson.vf.netlink.Link;
import io.keelson.vf.netlink.Uevent;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What may not be any more as it was last seen.
 *
 * @param anything whether it could be anything; else it is about these functions alone
 * @param online functions of which the kernel said meanwhile whether they work, the last word of each: {@code false} when the
 *     recovery from a PCI error began or failed, {@code true} when it was done, or the function is new.
 *     Source: {@code pci_uevent_ers} in {@code drivers/pci/pci-driver.c}
 */
public record Moved(boolean anything, Set<PciAddress> functions, Map<PciAddress, Boolean> online) {
    /** Nothing moved. */
    public static final Moved NOTHING = new Moved(false, Set.of());

    /** Anything may have moved. */
    public static final Moved ANYTHING = new Moved(true, Set.of());

    private static final String ERROR_EVENT = "ERROR_EVENT";
    private static final String RECOVERED = "SUCCESSFUL_RECOVERY";

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
        online = Map.copyOf(online);
    }

    /** Where nothing was said of PCI errors. */
    public Moved(boolean anything, Set<PciAddress> functions) {
        this(anything, functions, Map.of());
    }

    /** What a burst of events is about; {@code virtio} tells of which function a virtio device is made. */
    static Moved of(Collection<HostEvent> events, Function<VirtioName, Optional<PciAddress>> virtio) {
        Set<PciAddress> functions = new HashSet<>();
        Map<PciAddress, Boolean> online = new HashMap<>();
        boolean anything = false;
        for (HostEvent event : events) {
            anything |= event instanceof HostEvent.Lost || isHotplug(event);
            function(event, virtio).ifPresent(functions::add);
            if (event instanceof HostEvent.Device device) {
                isOnline(device.uevent())
                        .ifPresent(now -> device.uevent().function().ifPresent(function -> online.put(function, now)));
            }
        }
        return new Moved(anything, anything ? Set.of() : functions, online);
    }

    private static Optional<Boolean> isOnline(Uevent uevent) {
        if (!uevent.subsystem().equals(Optional.of("pci"))) {
            return Optional.empty();
        }
        return uevent.action().equals("add")
                ? Optional.of(true)
                : Optional.ofNullable(uevent.properties().get(ERROR_EVENT)).map(RECOVERED::equals);
    }

    /** Whether nothing moved. */
    public boolean isNothing() {
        return !anything && functions.isEmpty();
    }

    /** Both, this one before the other. */
    public Moved and(Moved other) {
        Map<PciAddress, Boolean> said = new HashMap<>(online);
        said.putAll(other.online);
        if (anything || other.anything) {
            return new Moved(true, Set.of(), said);
        }
        Set<PciAddress> both = new HashSet<>(functions);
        both.addAll(other.functions);
        return new Moved(false, both, said);
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

    private static Optional<PciAddress> function(HostEvent event, Function<VirtioName, Optional<PciAddress>> virtio) {
        if (event instanceof HostEvent.Device device) {
            Uevent uevent = device.uevent();
            return uevent.subsystem().filter(SUBSYSTEMS::contains).isPresent() ? uevent.function() : Optional.empty();
        }
        if (event instanceof HostEvent.NetdevChanged changed) {
            return function(changed.link(), virtio);
        }
        return event instanceof HostEvent.NetdevGone gone ? function(gone.link(), virtio) : Optional.empty();
    }

    /** Virtual netdevs, of which every pod brings some, sit on no function. */
    private static Optional<PciAddress> function(Link link, Function<VirtioName, Optional<PciAddress>> virtio) {
        return link.parent().flatMap(parent -> switch (parent.bus()) {
            case "pci" -> PciAddress.parse(parent.name());
            case "virtio" -> VirtioName.parse(parent.name()).flatMap(virtio);
            default -> Optional.empty();
        });
    }
}
