package io.keelson.vf.sysfs;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.KernelText;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.MacAddress;
import io.keelson.vf.model.Mtu;
import io.keelson.vf.model.Netdev;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * {@code <device>/net/<name>}, one network interface of the namespace that mounted sysfs.
 * Source: {@code Documentation/ABI/testing/sysfs-class-net}.
 */
record NetdevDir(IfName name, Path path) {
    private static final int IFF_UP = 1;
    /** An InfiniBand port has 20 octets: an address, but no {@link MacAddress}. */
    private static final Pattern LONGER_ADDRESS = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){6,31}");

    /** The interface, or empty when it went to another namespace, or away, while being read. */
    Optional<Netdev> read(Findings findings) {
        Findings mine = findings.fresh();
        Attributes files = new Attributes(path, mine);
        Optional<Integer> ifindex = files.required("ifindex", Attributes::count);
        Optional<MacAddress> mac = files.required("address", LONGER_ADDRESS.asMatchPredicate(), MacAddress::parse);
        Optional<Mtu> mtu = files.required("mtu", Mtu::parse);
        boolean up = files.required("flags", NetdevDir::flags)
                .map(f -> (f & IFF_UP) != 0)
                .orElse(false);
        Optional<Boolean> carrier = up ? told("carrier").flatMap(Attributes::flag) : Optional.empty();
        if (!mine.isEmpty() && !KernelFile.isDirectory(path)) {
            return Optional.empty();
        }
        findings.addAll(mine);
        return ifindex.map(index -> new Netdev(name, index, mac, mtu, up, carrier));
    }

    /** What it speaks, where that is of a kind that selectors tell apart. */
    Optional<LinkType> linkType() {
        return told("type").flatMap(LinkType::ofHardwareType);
    }

    /** What the driver calls the port: {@code p0} for an uplink, {@code pf0vf3} for a representor. */
    Optional<String> portName() {
        return told("phys_port_name");
    }

    /** Whether it is a port of an embedded switch, uplink or representor. */
    boolean isSwitchPort() {
        return told("phys_switch_id").isPresent();
    }

    /** The port of a function that has several, from 0; a driver that does not number them says 0. */
    int devPort() {
        return told("dev_port").flatMap(Attributes::count).orElse(0);
    }

    /** The order in which interfaces of one device came to be. */
    int ifindex() {
        return told("ifindex").flatMap(Attributes::count).orElse(Integer.MAX_VALUE);
    }

    private Optional<String> told(String name) {
        return Attributes.ifTold(path.resolve(name));
    }

    private static Optional<Long> flags(String text) {
        OptionalLong value = KernelText.hex(text);
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }
}
