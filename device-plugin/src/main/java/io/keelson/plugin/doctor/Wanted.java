package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.select.NicSelection;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The part of the host that the configuration is about. */
record Wanted(Snapshot facts, Optional<Intent> intent, PoolAssignment assignment) {
    static final String NO_CONFIGURATION = "needs a valid configuration";

    boolean isKnown() {
        return intent.isPresent();
    }

    List<Pool> pools() {
        return intent.map(Intent::pools).orElse(List.of());
    }

    /** The VFs of a pool that are there, by PF and index. */
    List<Vf> vfs(Pool pool) {
        return assignment.members(pool.resource()).stream()
                .flatMap(member -> facts.vf(member.device()).stream())
                .toList();
    }

    /** The PFs of every pool's devices and those of {@code nics}, by PCI address. */
    List<Pf> pfs() {
        Set<PciAddress> meant = new HashSet<>();
        intent.ifPresent(i -> meant.addAll(NicSelection.of(i, facts).nics().keySet()));
        assignment.members().values().forEach(members -> members.forEach(m -> meant.add(m.pf())));
        return facts.pfs().stream().filter(pf -> meant.contains(pf.address())).toList();
    }
}
