package io.keelson.dpdk.check;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.NumaNode;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Are there hugepages where the VFs are? */
final class HugepagesJudge {
    private static final String CHECK = "hugepages";
    private static final String RESERVE =
            "set some aside before kubelet starts, which counts them once ('hugepagesz=2M hugepages=N' on the kernel command"
                    + " line, or nr_hugepages of the node and then a restart of kubelet)";

    private HugepagesJudge() {}

    static Judgement of(UserspaceFacts facts, List<VfioPool> pools) {
        List<Hugepages> some =
                facts.hugepages().stream().filter(h -> h.total() > 0).toList();
        if (some.isEmpty()) {
            return new Judgement(
                    CHECK,
                    "none",
                    List.of(),
                    List.of(Problem.of(
                            Code.HUGEPAGES_MISSING,
                            new Subject("this host"),
                            "has no hugepages: a pod that asks for some is rejected, and DPDK does not start without"
                                    + " (but with --no-huge)",
                            RESERVE)));
        }
        String evidence = some.stream().map(Hugepages::toString).collect(Collectors.joining(", "));
        return new Judgement(CHECK, evidence, List.of(), bareNodes(some, pools));
    }

    /** Nodes with VFs and no page of any size; where a count names no node, every node may have it. */
    private static List<Problem> bareNodes(List<Hugepages> some, List<VfioPool> pools) {
        if (some.stream().anyMatch(h -> h.node().isEmpty())) {
            return List.of();
        }
        Set<Integer> covered = some.stream()
                .flatMap(h -> h.node().stream())
                .map(NumaNode::number)
                .collect(Collectors.toSet());
        TreeMap<Integer, TreeSet<String>> bare = new TreeMap<>();
        for (VfioPool pool : pools) {
            pool.vfs().stream()
                    .map(Vf::numaNode)
                    .flatMap(Optional::stream)
                    .map(NumaNode::number)
                    .filter(node -> !covered.contains(node))
                    .forEach(node ->
                            bare.computeIfAbsent(node, n -> new TreeSet<>()).add(pool.resource()));
        }
        List<Problem> problems = new ArrayList<>();
        bare.forEach((node, resources) -> problems.add(Problem.of(
                Code.HUGEPAGES_MISSING,
                new Subject("NUMA node " + node),
                "has VFs of " + String.join(", ", resources)
                        + " and no hugepages: DPDK wants memory on the node of its device, and kubelet's topology manager may"
                        + " find no place for such a pod",
                RESERVE)));
        return problems;
    }
}
