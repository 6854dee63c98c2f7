package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.step.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The newest facts: a full scan, and over it the parts that were read anew since it began. Whatever was begun to be read
 * last wins, in whichever order the answers come, so that a slow scan never hides what a plan did meanwhile. Safe for use
 * by several threads.
 */
public final class KernelFacts implements Facts {
    private final FactSource source;
    /** Parts younger than the scan, oldest first, none of them covered by a younger one. */
    private final List<Part> since = new ArrayList<>();

    private Snapshot whole;
    private volatile Snapshot last;

    /** Looks at everything once. */
    public KernelFacts(FactSource source) {
        this.source = source;
        this.whole = source.scan();
        this.last = whole;
    }

    /** @param scan a full scan, each with a higher generation than those begun before */
    public KernelFacts(Supplier<Snapshot> scan) {
        this(FactSource.of(scan));
    }

    /** Looks at everything. */
    public Snapshot scan() {
        return take(source.scan());
    }

    /** Looks at what moved: at everything, where that is a function we do not know. */
    public Snapshot look(Moved moved) throws HostException {
        List<Lane> lanes = new ArrayList<>();
        for (PciAddress function : moved.functions()) {
            Optional<Lane> lane = lane(function);
            if (lane.isEmpty()) {
                return scan();
            }
            lane.filter(l -> l instanceof Lane.WholePf || !moved.has(l.pf())).ifPresent(lanes::add);
        }
        return moved.anything() ? scan() : look(lanes, false);
    }

    private Optional<Lane> lane(PciAddress function) {
        Snapshot known = last;
        return known.pf(function).isPresent()
                ? Optional.of(new Lane.WholePf(function))
                : known.vf(function).map(vf -> new Lane.OneVf(vf.pf(), function));
    }

    @Override
    public Snapshot look(Collection<Lane> lanes, boolean settings) throws HostException {
        for (Lane lane : lanes) {
            if (lane instanceof Lane.OneVf one) {
                look(one, settings);
            } else {
                take(source.pf(lane.pf()));
            }
        }
        return last;
    }

    @Override
    public Snapshot last() {
        return last;
    }

    /** A VF that is not the one we know any more has changed with its PF. */
    private void look(Lane.OneVf lane, boolean settings) throws HostException {
        Optional<Vf> known = last.vf(lane.vf());
        Optional<Part> now = known.flatMap(source::vf);
        take(now.orElseGet(() -> source.pf(lane.pf())));
        if (now.isPresent() && settings) {
            take(source.settings(known.orElseThrow()));
        }
    }

    private synchronized Snapshot take(Snapshot scan) {
        if (scan.generation() > whole.generation()) {
            whole = scan;
            since.removeIf(part -> part.generation() < scan.generation());
            last = merged();
        }
        return last;
    }

    private synchronized void take(Part part) {
        boolean outdated = part.generation() < whole.generation()
                || since.stream().anyMatch(other -> other.generation() > part.generation() && other.covers(part));
        if (!outdated) {
            boolean youngest = since.stream().allMatch(other -> other.generation() < part.generation());
            since.removeIf(other -> other.generation() < part.generation() && part.covers(other));
            since.add(part);
            if (youngest) {
                // What all others made, with this over it: a pass over thousands of VFs would else be cubic in them.
                last = part.into(last);
            } else {
                since.sort(Comparator.comparing(Part::generation));
                last = merged();
            }
        }
    }

    private Snapshot merged() {
        Snapshot merged = whole;
        for (Part part : since) {
            merged = part.into(merged);
        }
        return merged;
    }
}
