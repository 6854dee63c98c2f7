package io.keelson.vf.netlink;

import io.keelson.vf.model.AltName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A netdev as RTM_NEWLINK tells it.
 *
 * @param rawName the name as the kernel has it, which a tenant may have made of any bytes but {@code /}, {@code :} and
 *     white space
 * @param flags {@code IFF_*}
 * @param parent the device it sits on, absent for virtual ones and before Linux 5.14
 * @param numVfs how many VFs it has, absent unless asked for
 * @param altNames its further names, absent where they are too many for the 16 bit length of their list
 */
public record Link(
        int ifindex,
        String rawName,
        int flags,
        Optional<MacAddress> mac,
        Optional<Mtu> mtu,
        Optional<Boolean> carrier,
        Optional<Parent> parent,
        OptionalInt numVfs,
        Optional<Set<AltName>> altNames) {
    private static final int IFF_UP = 1;

    /** A device on a bus, as sysfs names both: {@code pci}, {@code 0000:01:10.0}. */
    public record Parent(String bus, String name) {}

    /** Whether it is administratively up. */
    public boolean isUp() {
        return (flags & IFF_UP) != 0;
    }

    /** The name; {@code ?<ifindex>} for one that is no {@link IfName}, so that such a netdev can still be brought home. */
    public IfName name() {
        return IfName.parse(rawName).orElseGet(() -> new IfName("?" + ifindex));
    }

    /** The facts of it that others keep. */
    public Netdev netdev() {
        return new Netdev(name(), ifindex, mac, mtu, isUp(), isUp() ? carrier : Optional.empty());
    }
}
