package io.keelson.vf.model;

import java.util.Optional;

/**
 * The known clean state a VF is given back in: declared, not captured.
 *
 * @param settings VLAN 0, trust off, spoofchk on, rates 0, link auto, the admin MAC derived and stable; where the PF's driver
 *     has no settings of VFs, nothing but the netdev's own MAC as found at first sight
 * @param name the netdev's name on the host, as found at first sight
 * @param mtu as found at first sight or configured
 * @param driver absent: as found
 */
public record Baseline(VfSettings settings, Optional<IfName> name, Optional<Mtu> mtu, Optional<DriverName> driver) {}
