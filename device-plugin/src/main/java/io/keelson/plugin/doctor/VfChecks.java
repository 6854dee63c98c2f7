package io.keelson.plugin.doctor;

import io.keelson.config.model.Pool;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Is every VF of a pool as the pool needs it? One problem for each pool and kind, which names the VFs. */
final class VfChecks {
    private static final String DRIVERS = "vf-driver";
    private static final int NAMED = 16;

    private VfChecks() {}

    static Finding drivers(Wanted wanted) {
        if (!wanted.isKnown()) {
            return Finding.skipped(DRIVERS, Wanted.NO_CONFIGURATION);
        }
        List<Problem> problems = new ArrayList<>();
        List<String> evidence = new ArrayList<>();
        for (Pool pool : wanted.pools()) {
            List<Vf> vfs = wanted.vfs(pool);
            List<Vf> unbound = those(vfs, vf -> vf.driver().isEmpty());
            List<Vf> wrong = those(
                    vfs, vf -> vf.driver().filter(d -> !pool.driver().fits(d)).isPresent());
            evidence.add(pool.resource() + " " + (vfs.size() - unbound.size() - wrong.size()) + " of " + vfs.size()
                    + " good");
            if (!unbound.isEmpty()) {
                problems.add(unbound(pool, unbound));
            }
            if (!wrong.isEmpty()) {
                problems.add(wrong(pool, wrong));
            }
        }
        return Finding.of(DRIVERS, evidence.isEmpty() ? "no pools" : String.join(", ", evidence), problems);
    }

    private static Problem unbound(Pool pool, List<Vf> vfs) {
        return problem(
                Code.VF_WITHOUT_DRIVER,
                pool,
                "no driver is bound to " + names(vfs, vf -> ""),
                "run 'keelson apply'; if that does not bind them, load the module and see the kernel log");
    }

    private static Problem wrong(Pool pool, List<Vf> vfs) {
        return problem(
                Code.DRIVER_NOT_BOUND,
                pool,
                "the pool wants " + pool.driver() + ", bound are "
                        + names(
                                vfs,
                                vf -> " to " + vf.driver().map(Object::toString).orElse("nothing")),
                "run 'keelson plan' to see what would rebind them, and whom that would hurt");
    }

    private static Problem problem(Code code, Pool pool, String detail, String hint) {
        return Problem.of(code, new Subject(pool.resource().toString()), detail, hint);
    }

    private static List<Vf> those(List<Vf> vfs, Predicate<Vf> which) {
        return vfs.stream().filter(which).toList();
    }

    private static String names(List<Vf> vfs, Function<Vf, String> remark) {
        String names = vfs.stream()
                .limit(NAMED)
                .map(vf -> vf.address() + remark.apply(vf))
                .collect(Collectors.joining(", "));
        return vfs.size() <= NAMED ? names : names + " and " + (vfs.size() - NAMED) + " more";
    }
}
