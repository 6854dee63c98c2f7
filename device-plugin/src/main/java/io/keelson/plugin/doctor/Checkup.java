package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.select.PoolAssignment;
import io.keelson.dpdk.check.UserspaceFacts;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All checks, in the order in which a VF comes to a pod: NIC, PF, driver, IOMMU, kubelet, CNI. */
public final class Checkup {
    private Checkup() {}

    /**
     * One finding a check, those about user space only where a pool is for it; a check that needs a configuration is skipped where there is no valid one.
     *
     * @param pools which device is whose in that snapshot; empty without a configuration
     * @param conflist what is wrong with our entry in the node's primary CNI configuration
     */
    public static List<Finding> of(
            Snapshot facts,
            Optional<Intent> intent,
            PoolAssignment pools,
            UserspaceFacts userspace,
            KubeletFacts kubelet,
            Optional<Problem> conflist) {
        Wanted wanted = new Wanted(facts, intent, pools);
        List<Finding> findings = new ArrayList<>();
        findings.add(PfChecks.present(facts));
        findings.add(PfChecks.up(wanted));
        findings.add(VfChecks.drivers(wanted));
        findings.addAll(VfioChecks.of(wanted, userspace));
        findings.add(KubeletCheck.of(intent, kubelet));
        findings.add(ConflistCheck.of(intent, conflist));
        return List.copyOf(findings);
    }

    /** Whether nothing was found that keeps a pod from a VF. */
    public static boolean isGood(List<Finding> findings) {
        return findings.stream().allMatch(Finding::ok);
    }
}
