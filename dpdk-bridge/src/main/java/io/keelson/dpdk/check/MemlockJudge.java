package io.keelson.dpdk.check;

import io.keelson.dpdk.grant.Need;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * May containers lock the memory that vfio pins? A container inherits the limit of the runtime that starts it, unless the
 * runtime is told otherwise, and may have IPC_LOCK by its pod's spec, which is not seen from here: so a low limit of a
 * runtime is a note, and what is seen of processes that use a group now is told beside it.
 */
final class MemlockJudge {
    private static final String CHECK = "memlock";
    private static final String NEXT = "give the container the capability " + Need.LOCKED_MEMORY.capability()
            + " (securityContext.capabilities.add), or the runtime's service a higher limit (LimitMEMLOCK=infinity) and"
            + " restart it";

    private MemlockJudge() {}

    static Judgement of(UserspaceFacts facts) {
        if (facts.isUnguarded()) {
            return new Judgement(CHECK, "nothing is pinned without an IOMMU", List.of(), List.of());
        }
        List<Problem> notes = new ArrayList<>();
        facts.runtimes().stream().filter(p -> !p.memlock().isEmpty()).forEach(p -> notes.add(runtime(p)));
        facts.openers().orElse(List.of()).stream().filter(p -> !p.isUnlimited()).forEach(p -> notes.add(opener(p)));
        return new Judgement(CHECK, evidence(facts), List.of(), notes);
    }

    private static Problem runtime(HostProcess runtime) {
        return Problem.of(
                Code.MEMLOCK_LOW,
                new Subject(runtime.name()),
                "process " + runtime.pid() + " may lock " + runtime.limit()
                        + ", and so may containers it starts without "
                        + Need.LOCKED_MEMORY.capability()
                        + ": vfio then maps no more than that, and DPDK starts and moves no packets, or fails",
                NEXT);
    }

    private static Problem opener(HostProcess process) {
        return Problem.of(
                Code.MEMLOCK_LOW,
                new Subject(process.name()),
                "process " + process.pid() + " has a vfio group open and may lock only " + process.limit()
                        + ": it likely moves no packets",
                NEXT);
    }

    private static String evidence(UserspaceFacts facts) {
        String runtimes = facts.runtimes().isEmpty()
                ? "no process of containerd or CRI-O was found, so their containers' limit is not known"
                : "containers inherit from " + listed(facts.runtimes(), HostProcess::limit);
        String users = facts.openers()
                .map(list -> list.isEmpty()
                        ? "no group is open"
                        : "groups are open in " + listed(list, p -> p.isUnlimited() ? "any amount" : p.limit()))
                .orElse("not every process could be looked into for open groups");
        return runtimes + "; " + users;
    }

    private static String listed(List<HostProcess> processes, Function<HostProcess, String> limit) {
        return processes.stream()
                .map(p -> p.name() + " (" + p.pid() + ") " + limit.apply(p))
                .collect(Collectors.joining(", "));
    }
}
