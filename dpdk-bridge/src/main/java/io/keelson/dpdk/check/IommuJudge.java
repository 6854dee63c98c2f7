package io.keelson.dpdk.check;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.List;

/** Does an IOMMU guard what tenants get, and each VF by itself? */
final class IommuJudge {
    private static final String CHECK = "iommu";
    private static final Subject HOST = new Subject("this host");
    private static final String TURN_ON =
            "turn the IOMMU on in the firmware and on the kernel command line (intel_iommu=on), then boot";

    private IommuJudge() {}

    static Judgement of(UserspaceFacts facts, List<VfioPool> pools) {
        List<Problem> blocking = new ArrayList<>();
        List<Problem> notes = new ArrayList<>();
        if (facts.isUnguarded()) {
            notes.add(unguarded());
        } else {
            pools.forEach(pool -> addWithout(pool, facts, blocking));
        }
        pools.forEach(pool -> addShared(pool, blocking));
        return new Judgement(CHECK, evidence(facts, pools), blocking, notes);
    }

    private static String evidence(UserspaceFacts facts, List<VfioPool> pools) {
        int vfs = pools.stream().mapToInt(pool -> pool.vfs().size()).sum();
        String iommus = facts.iommus().isEmpty() ? "no IOMMU" : String.join(", ", facts.iommus());
        return iommus + (facts.noIommuMode().orElse(false) ? ", vfio's no-IOMMU mode is on" : "") + "; " + vfs
                + " VFs for vfio-pci";
    }

    private static Problem unguarded() {
        return Problem.of(
                Code.IOMMU_OFF,
                HOST,
                "no IOMMU, and vfio does without (enable_unsafe_noiommu_mode): who gets a VF can have it read and write"
                        + " all memory of this host; such a container needs the capability SYS_RAWIO",
                TURN_ON + "; until then give these VFs to nobody whom you would not make root");
    }

    private static void addWithout(VfioPool pool, UserspaceFacts facts, List<Problem> problems) {
        List<Vf> without =
                pool.vfs().stream().filter(vf -> vf.iommuGroup().isEmpty()).toList();
        if (!without.isEmpty() || (pool.vfs().isEmpty() && facts.iommus().isEmpty())) {
            problems.add(Problem.of(
                    Code.IOMMU_OFF,
                    new Subject(pool.resource()),
                    without.isEmpty()
                            ? "the kernel uses no IOMMU, so its VFs will have no group"
                            : "no IOMMU group has " + VfNames.of(without, vf -> ""),
                    TURN_ON));
        }
    }

    private static void addShared(VfioPool pool, List<Problem> problems) {
        List<Vf> shared = pool.vfs().stream().filter(vf -> vf.groupSize() > 1).toList();
        if (!shared.isEmpty()) {
            problems.add(Problem.of(
                    Code.IOMMU_GROUP_SHARED,
                    new Subject(pool.resource()),
                    "who gets one function of a group gets all: "
                            + VfNames.of(
                                    shared,
                                    vf -> " in group "
                                            + vf.iommuGroup()
                                                    .map(Object::toString)
                                                    .orElse("-")
                                            + " of " + vf.groupSize()),
                    "use a slot with ACS, or turn ACS on in the firmware, so that each VF has a group of its own"));
        }
    }
}
