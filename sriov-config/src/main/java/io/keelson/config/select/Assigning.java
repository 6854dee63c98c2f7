package io.keelson.config.select;

import io.keelson.config.model.DeviceType;
import io.keelson.config.model.Intent;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.select.PoolAssignment.Member;
import io.keelson.config.validate.Findings;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Device;
import io.keelson.vf.model.DeviceId;
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
    private final Map<DeviceId, Pool> owners = new LinkedHashMap<>();
    private final List<Problem> uplinks = new ArrayList<>();
    private final Overlaps overlaps = new Overlaps();

    Assigning(Intent intent, Snapshot facts) {
        this.intent = intent;
        this.facts = facts;
    }

    PoolAssignment assign() {
        for (Pool pool : intent.pools()) {
            members.put(pool.resource(), new ArrayList<>());
        }
        facts.pfs().forEach(this::pf);
        functions(FunctionKind.NETWORK, DeviceType.NET_DEVICE);
        functions(FunctionKind.ACCELERATOR, DeviceType.ACCELERATOR);
        subFunctions();
        Findings findings = new Findings();
        overlaps.report(intent, findings);
        NamedPfs.missingFromPools(intent, facts).forEach(findings::warning);
        uplinks.forEach(findings::warning);
        members.replaceAll((name, list) -> List.copyOf(list));
        return new PoolAssignment(
                facts.generation(), members, Map.copyOf(owners), findings.errors(), findings.warnings());
    }

    private void pf(Pf pf) {
        PoolsOfPf pools = PoolsOfPf.of(intent, pf);
        if (pf.isWithoutVfs()) {
            function(pools, Candidate.of(pf), pf, Optional.empty());
        }
        for (Vf vf : pf.vfs()) {
            function(pools, Candidate.of(vf), vf, Optional.of(vf.index()));
        }
    }

    private void functions(FunctionKind kind, DeviceType type) {
        PoolsOfPf pools = PoolsOfPf.ofFunctions(intent, type);
        for (OtherFunction other : facts.others().functions()) {
            if (other.kind() == kind) {
                function(pools, Candidate.of(other), other, Optional.empty());
            }
        }
    }

    private void function(PoolsOfPf pools, Candidate candidate, Device device, Optional<VfIndex> index) {
        List<PoolsOfPf.Match> matching = pools.matching(candidate);
        if (!matching.isEmpty() && index.isEmpty() && facts.others().uplinks().contains(candidate.address())) {
            uplinks.add(uplink(device.deviceId(), matching.get(0).pool()));
        } else {
            assign(matching, device, index);
        }
    }

    private Problem uplink(DeviceId device, Pool pool) {
        return Problem.of(
                Code.CONFIG_BAD_VALUE,
                intent.at(pool.where()),
                "matches " + device
                        + ", through which the host's default route goes; it is not offered, since a pod that"
                        + " took it would cut the node off",
                "leave it out of the selector, or give it VFs and offer these");
    }

    private void assign(List<PoolsOfPf.Match> matching, Device device, Optional<VfIndex> index) {
        if (!matching.isEmpty()) {
            PoolsOfPf.Match first = matching.get(0);
            DeviceId id = device.deviceId();
            owners.put(id, first.pool());
            members.computeIfAbsent(first.pool().resource(), r -> new ArrayList<>())
                    .add(new Member(id, device.wire(), index, first.selector()));
            overlaps.add(id.toString(), matching);
        }
    }

    private void subFunctions() {
        Map<PciAddress, Parent> parents = new HashMap<>();
        Map<PciAddress, PoolsOfPf> pools = new HashMap<>();
        for (SubFunction sf : facts.others().subFunctions()) {
            Parent parent = parents.computeIfAbsent(sf.parent(), at -> Parent.at(at, facts));
            List<PoolsOfPf.Match> matching = pools.computeIfAbsent(sf.parent(), at -> PoolsOfPf.of(intent, parent))
                    .matching(Candidate.of(sf, parent));
            assign(matching, sf, Optional.empty());
        }
    }
}
