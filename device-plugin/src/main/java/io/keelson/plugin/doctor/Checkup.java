package io.keelson.plugin.doctor;

import io.keelson.config.model.Intent;
import io.keelson.config.select.PoolAssignment;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import java.util.List;
import java.util.Optional;

/** All checks, in the order in which a VF comes to a pod: NIC, PF, driver, IOMMU, kubelet, CNI. */
public final class Checkup {
    private Checkup() {}

    /**
     * One finding a check; a check that needs a configuration is skipped where there is no valid one.
     *
     * @param pools which device is whose in that snapshot; empty without a configuration
     * @param conflist what is wrong with our entry in the node's primary CNI configuration
     */
    public static List<Finding> of(
            Snapshot facts,
            Optional<Intent> intent,
            PoolAssignment pools,
            KubeletFacts kubelet,
            Optional<Problem> conflist) {
        Wanted wanted = new Wanted(facts, intent, pools);
        return List.of(
                PfChecks.present(facts),
                PfChecks.up(wanted),
                VfChecks.drivers(wanted),
                VfChecks.iommu(wanted),
                KubeletCheck.of(intent, kubelet),
                ConflistCheck.of(intent, conflist));
    }

    /** Whether nothing was found that keeps a pod from a VF. */
    public static boolean isGood(List<Finding> findings) {
        return findings.stream().allMatch(Finding::ok);
    }
}
