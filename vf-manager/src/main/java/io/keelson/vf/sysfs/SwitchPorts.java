package io.keelson.vf.sysfs;

import io.keelson.vf.model.IfName;
import io.keelson.vf.model.VfIndex;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interfaces of one PF: its uplink, and in switchdev mode a representor for each VF, by what the driver calls the ports.
 * Source: {@code Documentation/networking/representors.rst}, {@code Documentation/networking/switchdev.rst}.
 */
record SwitchPorts(Optional<NetdevDir> uplink, Map<VfIndex, IfName> representors) {
    private static final Pattern UPLINK = Pattern.compile("p\\d+");
    private static final Pattern REPRESENTOR = Pattern.compile("(c\\d+)?pf\\d+((vf|sf)\\d+)?");
    /** With a controller before it, it is a VF of another host. */
    private static final Pattern OF_VF = Pattern.compile("pf\\d+vf(\\d+)");

    static SwitchPorts of(List<NetdevDir> all) {
        if (all.isEmpty()) {
            return new SwitchPorts(Optional.empty(), Map.of());
        }
        List<Port> ports = all.stream().map(Port::of).toList();
        List<NetdevDir> uplinks = ports.stream()
                .filter(p -> all.size() > 1 && p.isNamed(UPLINK) && p.netdev().isSwitchPort())
                .map(Port::netdev)
                .toList();
        List<NetdevDir> others = ports.stream()
                .filter(p -> !p.isNamed(REPRESENTOR))
                .map(Port::netdev)
                .toList();
        return new SwitchPorts(NetDir.first(uplinks.isEmpty() ? others : uplinks), representors(ports));
    }

    private record Port(NetdevDir netdev, String name) {
        static Port of(NetdevDir netdev) {
            return new Port(netdev, netdev.portName().orElse(""));
        }

        boolean isNamed(Pattern pattern) {
            return pattern.matcher(name).matches();
        }
    }

    /** A VF for which two interfaces claim to stand has none. */
    private static Map<VfIndex, IfName> representors(List<Port> ports) {
        Map<VfIndex, Optional<IfName>> found = new HashMap<>();
        for (Port port : ports) {
            Matcher name = OF_VF.matcher(port.name());
            Optional<VfIndex> vf = name.matches() ? VfIndex.parse(name.group(1)) : Optional.empty();
            if (vf.isPresent() && port.netdev().isSwitchPort()) {
                found.merge(vf.get(), Optional.of(port.netdev().name()), (one, other) -> Optional.empty());
            }
        }
        Map<VfIndex, IfName> sure = new HashMap<>();
        found.forEach((vf, name) -> name.ifPresent(n -> sure.put(vf, n)));
        return Map.copyOf(sure);
    }
}
