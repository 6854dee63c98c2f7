package io.keelson.vf;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Some facts read anew, to take the place of older ones in a snapshot. */
public sealed interface Part permits Part.OfPf, Part.OfVf, Part.OfSettings {
    /** When its reading began, among all looks of its source. */
    long generation();

    /** The PF it is about, or whose VF it is about. */
    PciAddress pf();

    /** Whether it tells all that the other tells. */
    boolean covers(Part other);

    /** The snapshot with these facts in it. */
    Snapshot into(Snapshot base);

    /** A PF with all its VFs; absent when it is gone. */
    record OfPf(long generation, PciAddress pf, Optional<Pf> facts, List<Problem> problems) implements Part {
        public OfPf {
            problems = List.copyOf(problems);
        }

        @Override
        public boolean covers(Part other) {
            return other.pf().equals(pf);
        }

        @Override
        public Snapshot into(Snapshot base) {
            List<Pf> pfs = new ArrayList<>(base.pfs());
            pfs.removeIf(other -> other.address().equals(pf));
            facts.ifPresent(pfs::add);
            pfs.sort(Comparator.comparing(Pf::address));
            return new Snapshot(
                    newer(base, this), pfs, base.others(), exchanged(base, p -> isAbout(p, base), problems));
        }

        /** The PF itself, one of its links ({@code <pf> vf <n>}), or a VF it had. */
        private boolean isAbout(Problem problem, Snapshot base) {
            String subject = problem.subject().text();
            return subject.equals(pf.toString())
                    || subject.startsWith(pf + " vf ")
                    || base.pf(pf).stream()
                            .flatMap(old -> old.vfs().stream())
                            .anyMatch(vf -> subject.equals(vf.address().toString()));
        }
    }

    /** One VF, its settings aside. */
    record OfVf(long generation, Vf facts, List<Problem> problems) implements Part {
        public OfVf {
            problems = List.copyOf(problems);
        }

        @Override
        public PciAddress pf() {
            return facts.pf();
        }

        @Override
        public boolean covers(Part other) {
            return other instanceof OfVf vf && vf.facts().id().equals(facts.id());
        }

        @Override
        public Snapshot into(Snapshot base) {
            if (base.vf(facts.address())
                    .filter(vf -> vf.id().equals(facts.id()))
                    .isEmpty()) {
                return base;
            }
            List<Pf> pfs =
                    eachVf(base, pf(), vf -> vf.id().equals(facts.id()) ? facts.withSettings(vf.settings()) : vf);
            return new Snapshot(
                    newer(base, this),
                    pfs,
                    base.others(),
                    exchanged(base, p -> p.subject().equals(Subject.of(facts.address())), problems));
        }
    }

    /** What a PF holds about one VF; absent where it does not tell. */
    record OfSettings(long generation, VfId vf, PciAddress pf, Optional<VfSettings> held) implements Part {
        @Override
        public boolean covers(Part other) {
            return other instanceof OfSettings settings && settings.vf().equals(vf);
        }

        @Override
        public Snapshot into(Snapshot base) {
            List<Pf> pfs = eachVf(base, pf, known -> known.id().equals(vf) ? known.withSettings(held) : known);
            return new Snapshot(newer(base, this), pfs, base.others(), base.problems());
        }
    }

    private static long newer(Snapshot base, Part part) {
        return Math.max(base.generation(), part.generation());
    }

    private static List<Pf> eachVf(Snapshot base, PciAddress pf, UnaryOperator<Vf> change) {
        return base.pfs().stream()
                .map(p -> p.address().equals(pf)
                        ? p.withVfs(p.vfs().stream().map(change).toList())
                        : p)
                .toList();
    }

    private static List<Problem> exchanged(Snapshot base, Predicate<Problem> old, List<Problem> now) {
        Set<Problem> problems = new LinkedHashSet<>(base.problems());
        problems.removeIf(old);
        problems.addAll(now);
        return List.copyOf(problems);
    }
}
