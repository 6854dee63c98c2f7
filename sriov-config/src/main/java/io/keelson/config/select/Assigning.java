package io.keelson.config.select;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.select.PoolAssignment.Member;
import io.keelson.config.select.PoolAssignment.SubFunctionMember;
import io.keelson.config.validate.Findings;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.FunctionKind;
import io.keelson.vf.model.OtherFunction;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes one {@link PoolAssignment}: every device is asked about once. */
final class Assigning {
    private final Intent intent;
    private final Snapshot facts;
    private final Map<ResourceName, List<Member>> members = new LinkedHashMap<>();
    private final Map<ResourceName, List<SubFunctionMember>> subFunctions = new LinkedHashMap<>();
    private final Map<PciAddress, Pool> owners = new LinkedHashMap<>();
    private final Overlaps overlaps = new Overlaps();

    Assigning(Intent intent, Snapshot facts) {
        this.intent = intent;
        this.facts = facts;
    }

    PoolAssignment assign() {
        for (Pool pool : intent.pools()) {
            members.put(pool.resource(), new ArrayList<>());
            subFunctions.put(pool.resource(), new ArrayList<>());
        }
        facts.pfs().forEach(this::pf);
        functions(FunctionKind.NETWORK, DeviceType.NET_DEVICE);
        functions(FunctionKind.ACCELERATOR, DeviceType.ACCELERATOR);
        subFunctions();
        Findings findings = new Findings();
        overlaps.report(intent, findings);
        NamedPfs.missingFromPools(intent, facts).forEach(findings::warning);
        intent.pools().forEach(pool -> notOffered(pool).ifPresent(findings::warning));
        members.replaceAll((name, list) -> List.copyOf(list));
        subFunctions.replaceAll((name, list) -> List.copyOf(list));
        return new PoolAssignment(
                facts.generation(), members, subFunctions, Map.copyOf(owners), findings.errors(), findings.warnings());
    }

    /** Of the other types the text alone says so. */
    private Optional<Problem> notOffered(Pool pool) {
        List<Member> others = members.getOrDefault(pool.resource(), List.of()).stream()
                .filter(m -> m.index().isEmpty() && pool.deviceType() == DeviceType.NET_DEVICE)
                .toList();
        return others.stream()
                .findFirst()
                .map(first -> Problem.of(
                        Code.CONFIG_BAD_VALUE,
                        intent.at(pool.where()),
                        first.device() + (others.size() == 1 ? "" : " and " + (others.size() - 1) + " more")
                                + " of " + pool.resource()
                                + ": functions that are no VFs are found, but not offered to kubelet yet",
                        "give the PF VFs, or keep these functions with the device plugin until then"));
    }

    private void pf(Pf pf) {
        PoolsOfPf pools = PoolsOfPf.of(intent, pf);
        if (pf.numVfs().equals(Optional.of(0)) && pf.vfs().isEmpty()) {
            function(pools, Candidate.of(pf), pf.address(), Optional.empty());
        }
        for (Vf vf : pf.vfs()) {
            function(pools, Candidate.of(vf), pf.address(), Optional.of(vf.index()));
        }
    }

    private void functions(FunctionKind kind, DeviceType type) {
        PoolsOfPf pools = PoolsOfPf.ofFunctions(intent, type);
        for (OtherFunction other : facts.others().functions()) {
            if (other.kind() == kind) {
                function(pools, Candidate.of(other), other.physfn().orElse(other.address()), Optional.empty());
            }
        }
    }

    private void function(PoolsOfPf pools, Candidate device, PciAddress pf, Optional<VfIndex> index) {
        List<PoolsOfPf.Match> matching = pools.matching(device);
        if (!matching.isEmpty()) {
            PoolsOfPf.Match first = matching.get(0);
            owners.put(device.address(), first.pool());
            members.computeIfAbsent(first.pool().resource(), r -> new ArrayList<>())
                    .add(new Member(device.address(), pf, index, first.selector()));
            overlaps.add(device.address().toString(), matching);
        }
    }

    private void subFunctions() {
        Map<PciAddress, Parent> parents = new HashMap<>();
        Map<PciAddress, PoolsOfPf> pools = new HashMap<>();
        for (SubFunction sf : facts.others().subFunctions()) {
            Parent parent = parents.computeIfAbsent(sf.parent(), at -> Parent.at(at, facts));
            List<PoolsOfPf.Match> matching = pools.computeIfAbsent(sf.parent(), at -> PoolsOfPf.of(intent, parent))
                    .matching(Candidate.of(sf, parent));
            if (!matching.isEmpty()) {
                PoolsOfPf.Match first = matching.get(0);
                subFunctions
                        .computeIfAbsent(first.pool().resource(), r -> new ArrayList<>())
                        .add(new SubFunctionMember(sf.name(), sf.parent(), first.selector()));
                overlaps.add(sf.name().toString(), matching);
            }
        }
    }
}
