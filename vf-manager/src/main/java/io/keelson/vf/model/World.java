package io.keelson.vf.model;

import java.util.ArrayList;
import java.util.List;

/** All that a planner sees: the facts of one generation, the ledger, and evidence of use. */
public record World(Snapshot facts, Ledger ledger, Uses uses) {

    /** Why this VF must not be touched, each reason in words; empty when it is free. */
    public List<String> reasonsInUse(Vf vf) {
        List<String> reasons = new ArrayList<>();
        ledger.owner(vf.id()).ifPresent(o -> reasons.add("held by pod " + o.pod() + " (" + o.phase() + ")"));
        if (ledger.grants().containsKey(vf.address())) {
            reasons.add("granted as " + ledger.grants().get(vf.address()).resource());
        }
        if (uses.kubelet().isEmpty()) {
            reasons.add("kubelet could not be asked");
        } else if (uses.kubelet().get().contains(vf.address())) {
            reasons.add("kubelet has it allocated");
        }
        if (vf.netdevIsAway()) {
            reasons.add("its netdev is in another network namespace");
        }
        addGroupUse(vf, reasons);
        return reasons;
    }

    private void addGroupUse(Vf vf, List<String> reasons) {
        if (!vf.isInUserspace() || vf.iommuGroup().isEmpty()) {
            return;
        }
        IommuGroup group = vf.iommuGroup().get();
        if (uses.openGroups().isEmpty()) {
            reasons.add("open vfio groups could not be listed");
        } else if (uses.openGroups().get().contains(group)) {
            reasons.add("its vfio group " + group + " is open");
        }
    }
}
