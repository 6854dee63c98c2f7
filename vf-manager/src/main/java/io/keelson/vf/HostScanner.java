package io.keelson.vf;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import io.keelson.vf.model.VfSettings;
import io.keelson.vf.step.EswitchModes;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.sysfs.PciTree;
import io.keelson.vf.sysfs.SysRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the host: sysfs for what there is, the PFs for what they hold about their VFs, devlink for eswitch modes. Each
 * look has a higher generation than every one begun before it. Safe for use by several threads.
 */
public final class HostScanner {
    private final PciTree tree;
    private final PfSettings settings;
    private final EswitchModes modes;
    private final AtomicLong generation = new AtomicLong();

    private HostScanner(PciTree tree, PfSettings settings, EswitchModes modes) {
        this.tree = tree;
        this.settings = settings;
        this.modes = modes;
    }

    /** Looks at files alone, as in a captured tree: VFs have no settings and PFs no eswitch mode. */
    public static HostScanner ofTree(Path hostRoot) {
        return of(hostRoot, PfSettings.NONE, EswitchModes.NONE);
    }

    /** Looks at the host whose {@code /sys} lies below this directory ({@code /} for the own one). */
    public static HostScanner of(Path hostRoot, PfSettings settings, EswitchModes modes) {
        return new HostScanner(new PciTree(SysRoot.at(hostRoot)), settings, modes);
    }

    /** All facts. Never fails: what could not be read is absent and among the problems. */
    public Snapshot scan() {
        long number = generation.incrementAndGet();
        PciTree.Facts facts = tree.read();
        List<Problem> problems = new ArrayList<>(facts.problems());
        List<Pf> pfs = facts.pfs().stream().map(pf -> asked(pf, problems)).toList();
        return new Snapshot(number, pfs, problems);
    }

    /**
     * All facts of an earlier look, those of one VF read anew: its driver, its netdev, its problems. Settings stay as they
     * were. A full {@link #scan} instead, where that VF is not known or not there any more.
     */
    public Snapshot refresh(Snapshot base, PciAddress address) {
        long number = generation.incrementAndGet();
        Optional<PciTree.Reread> now = base.vf(address).flatMap(tree::reread);
        return now.map(r -> replaced(number, base, r)).orElseGet(this::scan);
    }

    private static Snapshot replaced(long number, Snapshot base, PciTree.Reread now) {
        PciAddress address = now.vf().address();
        List<Pf> pfs = base.pfs().stream()
                .map(pf -> pf.address().equals(now.vf().pf()) ? replaced(pf, now.vf()) : pf)
                .toList();
        List<Problem> problems = new ArrayList<>(base.problems());
        problems.removeIf(p -> p.subject().equals(Subject.of(address)));
        problems.addAll(now.problems());
        return new Snapshot(number, pfs, problems);
    }

    private static Pf replaced(Pf pf, Vf now) {
        return pf.withVfs(pf.vfs().stream()
                .map(vf -> vf.address().equals(now.address()) ? now.withSettings(vf.settings()) : vf)
                .toList());
    }

    private Pf asked(Pf pf, List<Problem> problems) {
        Pf asked = pf;
        try {
            asked = asked.withEswitchMode(modes.of(pf.address()));
        } catch (HostException e) {
            problems.add(e.problem());
        }
        try {
            return pf.vfs().isEmpty() ? asked : with(asked, settings.of(pf.address()));
        } catch (HostException e) {
            problems.add(e.problem());
            return asked;
        }
    }

    private static Pf with(Pf pf, Map<VfIndex, VfSettings> held) {
        return pf.withVfs(pf.vfs().stream()
                .map(vf -> vf.withSettings(Optional.ofNullable(held.get(vf.index()))))
                .toList());
    }
}
