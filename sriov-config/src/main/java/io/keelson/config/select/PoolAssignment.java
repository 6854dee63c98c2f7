package io.keelson.config.select;

import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.validate.Findings;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which device is whose, for one snapshot: the first pool that matches a device owns it.
 *
 * <p>VFs are offered, and a PF that has no VFs: in a {@code resourceList} where it matches, in the native format only where
 * {@code pciAddresses} names it.
 *
 * @param generation of the snapshot it was made from
 * @param members devices by resource, every pool being there, in the order of PFs and VF indexes
 * @param owners pool by device
 * @param errors overlaps, in the native format
 * @param warnings overlaps, in a {@code resourceList}; PFs that selectors name and this host lacks
 */
public record PoolAssignment(
        long generation,
        Map<ResourceName, List<Member>> members,
        Map<PciAddress, Pool> owners,
        List<Problem> errors,
        List<Problem> warnings) {

    /**
     * A device of a pool.
     *
     * @param index absent where the device is the PF itself
     */
    public record Member(PciAddress device, PciAddress pf, Optional<VfIndex> index) {}

    /** The assignment of every device in the snapshot. */
    public static PoolAssignment of(Intent intent, Snapshot facts) {
        Map<ResourceName, List<Member>> members = new LinkedHashMap<>();
        intent.pools().forEach(p -> members.put(p.resource(), new ArrayList<>()));
        Map<PciAddress, Pool> owners = new LinkedHashMap<>();
        Overlaps overlaps = new Overlaps();
        for (Pf pf : facts.pfs()) {
            PoolsOfPf pools = PoolsOfPf.of(intent, pf);
            for (Candidate device : candidates(pf)) {
                List<Pool> matching = pools.matching(device);
                if (!matching.isEmpty()) {
                    Pool owner = matching.get(0);
                    owners.put(device.address(), owner);
                    members.computeIfAbsent(owner.resource(), r -> new ArrayList<>())
                            .add(new Member(device.address(), pf.address(), device.index()));
                    overlaps.add(device.address(), matching);
                }
            }
        }
        Findings findings = new Findings();
        overlaps.report(intent, findings);
        NamedPfs.missingFromPools(intent, facts).forEach(findings::warning);
        members.replaceAll((name, list) -> List.copyOf(list));
        return new PoolAssignment(
                facts.generation(), members, Map.copyOf(owners), findings.errors(), findings.warnings());
    }

    /** The pool that owns this device. */
    public Optional<Pool> pool(PciAddress device) {
        return Optional.ofNullable(owners.get(device));
    }

    /** The devices of this resource, none where no pool has that name. */
    public List<Member> members(ResourceName resource) {
        return members.getOrDefault(resource, List.of());
    }

    private static List<Candidate> candidates(Pf pf) {
        List<Candidate> candidates = new ArrayList<>();
        if (pf.numVfs().equals(Optional.of(0)) && pf.vfs().isEmpty()) {
            candidates.add(Candidate.of(pf));
        }
        for (Vf vf : pf.vfs()) {
            candidates.add(Candidate.of(vf));
        }
        return candidates;
    }

    /** Devices that more than one pool matches, told once per pair of pools. */
    private static final class Overlaps {
        private final Map<List<Pool>, List<PciAddress>> pairs = new LinkedHashMap<>();

        void add(PciAddress device, List<Pool> matching) {
            for (Pool other : matching.subList(1, matching.size())) {
                pairs.computeIfAbsent(List.of(matching.get(0), other), p -> new ArrayList<>())
                        .add(device);
            }
        }

        void report(Intent intent, Findings findings) {
            pairs.forEach((pair, devices) -> {
                String which = devices.get(0) + (devices.size() == 1 ? "" : " and " + (devices.size() - 1) + " more");
                findings.add(
                        intent.isNative(),
                        Problem.of(
                                Code.CONFIG_POOL_OVERLAP,
                                intent.at(pair.get(1).where()),
                                which + " is matched by " + pair.get(1).resource() + " and, before it, by "
                                        + pair.get(0).resource() + " ("
                                        + pair.get(0).where() + "), which owns it",
                                "narrow one of them, for example with ranges such as 'ens1f0#0-3' and 'ens1f0#4-6'"));
            });
        }
    }
}
