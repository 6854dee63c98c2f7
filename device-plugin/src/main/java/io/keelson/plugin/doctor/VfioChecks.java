package io.keelson.plugin.doctor;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Pool;
import io.keelson.dpdk.check.Judgement;
import io.keelson.dpdk.check.UserspaceFacts;
import io.keelson.dpdk.check.VfioPool;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.List;

/** Can VFs go to user space here, and would DPDK run with them? */
final class VfioChecks {
    private static final String IOMMU = "iommu";

    private VfioChecks() {}

    /** All of them where a pool hands VFs to vfio-pci, or already has such; else one line that says so. */
    static List<Finding> of(Wanted wanted, UserspaceFacts host) {
        if (!wanted.isKnown()) {
            return List.of(Finding.skipped(IOMMU, Wanted.NO_CONFIGURATION));
        }
        List<VfioPool> pools = wanted.pools().stream()
                .filter(pool -> isForVfio(wanted, pool))
                .map(pool -> new VfioPool(pool.resource().toString(), vfs(wanted, pool)))
                .toList();
        return pools.isEmpty()
                ? List.of(Finding.of(IOMMU, "no VF is for vfio-pci", List.of()))
                : Judgement.all(host, pools).stream().map(VfioChecks::of).toList();
    }

    private static Finding of(Judgement judged) {
        if (judged.blocking().isEmpty()) {
            return Finding.warning(judged.check(), judged.evidence(), judged.notes());
        }
        List<Problem> problems = new ArrayList<>(judged.blocking());
        problems.addAll(judged.notes());
        return Finding.of(judged.check(), judged.evidence(), problems);
    }

    private static boolean isForVfio(Wanted wanted, Pool pool) {
        return pool.driver() == DriverChoice.VFIO_PCI || !vfs(wanted, pool).isEmpty();
    }

    private static List<Vf> vfs(Wanted wanted, Pool pool) {
        return switch (pool.driver()) {
            case KERNEL -> List.of();
            case VFIO_PCI -> wanted.vfs(pool);
            case AS_FOUND ->
                wanted.vfs(pool).stream()
                        .filter(vf ->
                                vf.driver().filter(DriverName.VFIO_PCI::equals).isPresent())
                        .toList();
        };
    }
}
