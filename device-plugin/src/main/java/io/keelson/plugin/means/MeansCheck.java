package io.keelson.plugin.means;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What the agent lacks, all at once: means in, problems out. */
public final class MeansCheck {
    private MeansCheck() {}

    /** The problems; empty when the agent can do its work. */
    public static List<Problem> problems(Means means, Set<Capability> needed) {
        return Stream.of(capabilities(means, needed), namespaces(means), places(means))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Problem> capabilities(Means means, Set<Capability> needed) {
        return needed.stream()
                .sorted()
                .filter(c -> !means.capabilities().contains(c))
                .map(c -> Problem.of(
                        Code.CAPABILITY_MISSING,
                        new Subject("CAP_" + c),
                        "is needed " + c.need(),
                        "add " + c + " to securityContext.capabilities of the agent's container, or start it as root"))
                .toList();
    }

    private static List<Problem> namespaces(Means means) {
        List<Problem> problems = new ArrayList<>();
        if (!means.hostProcesses()) {
            problems.add(Problem.of(
                    Code.NAMESPACE_FOREIGN,
                    new Subject("PID namespace"),
                    "is not the host's, so neither the sandboxes nor the processes that use a VF are seen",
                    "set hostPID: true for the agent's pod"));
        }
        if (!means.hostNetwork()) {
            problems.add(Problem.of(
                    Code.NAMESPACE_FOREIGN,
                    new Subject("network namespace"),
                    "is not the host's, so its NICs are not seen",
                    "set hostNetwork: true for the agent's pod"));
        }
        return problems;
    }

    private static List<Problem> places(Means means) {
        List<Problem> problems = new ArrayList<>();
        for (Means.Place place : means.places()) {
            Need need = place.need();
            if (!place.hosts()) {
                problems.add(missing(need, "is not the host's", ""));
            } else if (need.written() && !place.writable()) {
                problems.add(missing(need, "is mounted read-only", ", without readOnly"));
            } else if (need.propagated() && !place.propagates()) {
                problems.add(missing(
                        need,
                        "does not show what the host mounts below it later",
                        ", with mountPropagation: HostToContainer"));
            }
        }
        return problems;
    }

    private static Problem missing(Need need, String detail, String how) {
        return Problem.of(
                Code.MOUNT_MISSING,
                Subject.file(need.path()),
                detail,
                "mount hostPath " + need.path() + " there in the agent's container" + how);
    }
}
