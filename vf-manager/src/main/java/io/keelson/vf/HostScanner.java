package io.keelson.vf;

import io.keelson.vf.model.EswitchMode;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
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

    private Pf asked(Pf pf, List<Problem> problems) {
        Optional<EswitchMode> mode = Optional.empty();
        Map<VfIndex, VfSettings> held = Map.of();
        try {
            mode = modes.of(pf.address());
        } catch (HostException e) {
            problems.add(e.problem());
        }
        try {
            held = pf.vfs().isEmpty() ? held : settings.of(pf.address());
        } catch (HostException e) {
            problems.add(e.problem());
        }
        return with(pf, mode, held);
    }

    private static Pf with(Pf pf, Optional<EswitchMode> mode, Map<VfIndex, VfSettings> held) {
        List<Vf> vfs = held.isEmpty()
                ? pf.vfs()
                : pf.vfs().stream()
                        .map(vf -> with(vf, Optional.ofNullable(held.get(vf.index()))))
                        .toList();
        return new Pf(
                pf.address(),
                pf.vendor(),
                pf.device(),
                pf.driver(),
                pf.netdev(),
                pf.totalVfs(),
                pf.numVfs(),
                pf.autoprobe(),
                pf.layout(),
                pf.vfDevice(),
                pf.numaNode(),
                mode,
                vfs);
    }

    private static Vf with(Vf vf, Optional<VfSettings> settings) {
        return new Vf(
                vf.id(),
                vf.pf(),
                vf.index(),
                vf.vendor(),
                vf.device(),
                vf.driver(),
                vf.driverOverride(),
                vf.netdev(),
                vf.iommuGroup(),
                vf.groupSize(),
                vf.numaNode(),
                settings);
    }
}
