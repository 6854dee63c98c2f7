package io.keelson.plugin.doctor;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Are there PFs that can make VFs, and do those we need carry traffic? */
final class PfChecks {
    private static final String PRESENT = "sriov-pf";
    private static final String UP = "pf-link";

    private PfChecks() {}

    /** A PF that offers no VFs at all has SR-IOV turned off in its firmware, and helps nobody; what could not be read may help. */
    static Finding present(Snapshot facts) {
        String evidence = facts.pfs().isEmpty()
                ? "no network function with an SR-IOV capability"
                : facts.pfs().stream().map(PfChecks::vfCount).collect(Collectors.joining(", "));
        if (facts.pfs().stream().allMatch(pf -> pf.totalVfs().equals(Optional.of(0)))) {
            return Finding.of(
                    PRESENT,
                    evidence,
                    List.of(Problem.of(
                            Code.NO_SRIOV_PF,
                            new Subject("this host"),
                            evidence,
                            "turn SR-IOV on in the firmware and in the NIC; 'lspci -vv' must show the capability")));
        }
        List<Problem> odd = facts.problems().stream()
                .filter(p -> p.code() != Code.VF_WITHOUT_DRIVER) // matters only to a pool: see VfChecks
                .toList();
        return Finding.warning(PRESENT, evidence, odd);
    }

    private static String vfCount(Pf pf) {
        return name(pf) + " has " + told(pf.numVfs()) + " of " + told(pf.totalVfs()) + " VFs";
    }

    private static String told(Optional<Integer> count) {
        return count.map(String::valueOf).orElse("?");
    }

    /** VFs of a PF that is down carry nothing, and many drivers do not even let them be configured. */
    static Finding up(Wanted wanted) {
        if (!wanted.isKnown()) {
            return Finding.skipped(UP, Wanted.NO_CONFIGURATION);
        }
        List<Pf> pfs = wanted.pfs();
        String evidence = pfs.isEmpty()
                ? "no PF of this host is configured"
                : pfs.stream().map(pf -> name(pf) + " " + link(pf)).collect(Collectors.joining(", "));
        return Finding.of(
                UP, evidence, pfs.stream().flatMap(pf -> problem(pf).stream()).toList());
    }

    private static Optional<Problem> problem(Pf pf) {
        if (pf.netdev().isEmpty()) {
            return Optional.of(Problem.of(
                    Code.PF_WITHOUT_NETDEV,
                    Subject.of(pf.address()),
                    "has no netdev on the host, driver "
                            + pf.driver().map(Object::toString).orElse("none"),
                    "bind it to its network driver, or bring the netdev back from the namespace that has it"));
        }
        Netdev netdev = pf.netdev().get();
        if (!netdev.up()) {
            return Optional.of(down(pf, "is down", "run 'keelson apply', or 'ip link set " + netdev.name() + " up'"));
        }
        return netdev.carrier().orElse(true)
                ? Optional.empty()
                : Optional.of(down(pf, "is up but has no carrier", "check the cable and the switch port"));
    }

    private static Problem down(Pf pf, String detail, String hint) {
        return Problem.of(Code.PF_DOWN, new Subject(name(pf)), detail, hint);
    }

    private static String link(Pf pf) {
        return pf.netdev()
                .map(n -> !n.up() ? "down" : n.carrier().orElse(true) ? "up" : "without carrier")
                .orElse("without netdev");
    }

    private static String name(Pf pf) {
        return pf.name()
                .map(n -> n + " (" + pf.address() + ")")
                .orElse(pf.address().toString());
    }
}
