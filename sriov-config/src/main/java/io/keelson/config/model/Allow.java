package io.keelson.config.model;

import io.keelson.vf.model.VlanId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The most a tenant may ask for of a pool's devices, whatever its network definition or annotation says.
 *
 * @param vlans absent: any VLAN
 * @param trust whether trust may be turned on
 * @param spoofchkOff whether spoof checking may be turned off
 * @param namespaces absent: pods of any namespace
 */
public record Allow(
        Optional<List<VlanRange>> vlans, boolean trust, boolean spoofchkOff, Optional<Set<String>> namespaces) {
    /** No limit, as in a pool without {@code allow}. */
    public static final Allow ANYTHING = new Allow(Optional.empty(), true, true, Optional.empty());

    public Allow {
        vlans = vlans.map(List::copyOf);
        namespaces = namespaces.map(Set::copyOf);
    }

    /** Whether this VLAN may be asked for. */
    public boolean permits(VlanId vlan) {
        return vlans.isEmpty() || vlans.get().stream().anyMatch(r -> r.contains(vlan));
    }

    /** Whether pods of this namespace may use the pool. */
    public boolean permitsNamespace(String namespace) {
        return namespaces.isEmpty() || namespaces.get().contains(namespace);
    }
}
