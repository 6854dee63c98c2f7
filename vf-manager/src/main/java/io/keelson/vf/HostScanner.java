package io.keelson.vf;

import io.keelson.vf.model.DdpProfile;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.step.DdpProfiles;
import io.keelson.vf.step.EswitchModes;
import io.keelson.vf.step.PfSettings;
import io.keelson.vf.sysfs.PciTree;
import io.keelson.vf.sysfs.SysRoot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the host: sysfs for what there is, the PFs for what they hold about their VFs, devlink for eswitch modes and
 * DDP packages. Each look has a higher generation than every one begun before it. Safe for use by several threads.
 */
public final class HostScanner implements FactSource {
    private final PciTree tree;
    private final PfSettings settings;
    private final EswitchModes modes;
    private final DdpProfiles profiles;
    private final AtomicLong generation = new AtomicLong();

    private HostScanner(PciTree tree, PfSettings settings, EswitchModes modes, DdpProfiles profiles) {
        this.tree = tree;
        this.settings = settings;
        this.modes = modes;
        this.profiles = profiles;
    }

    /** Looks at files alone, as in a captured tree: VFs have no settings, PFs no eswitch mode and no DDP package. */
    public static HostScanner ofTree(Path hostRoot) {
        return of(hostRoot, PfSettings.NONE, EswitchModes.NONE, DdpProfiles.NONE);
    }

    /** Looks at the host whose {@code /sys} lies below this directory ({@code /} for the own one). */
    public static HostScanner of(Path hostRoot, PfSettings settings, EswitchModes modes, DdpProfiles profiles) {
        return new HostScanner(new PciTree(SysRoot.at(hostRoot)), settings, modes, profiles);
    }

    /** All facts. Never fails: what could not be read is absent and among the problems. */
    @Override
    public Snapshot scan() {
        long number = generation.incrementAndGet();
        PciTree.Facts facts = tree.read();
        List<Problem> problems = new ArrayList<>(facts.problems());
        List<Pf> pfs = facts.pfs().stream().map(pf -> asked(pf, problems)).toList();
        return new Snapshot(number, pfs, facts.others(), problems);
    }

    @Override
    public Part pf(PciAddress address) {
        long number = generation.incrementAndGet();
        PciTree.Facts facts = tree.read(address);
        List<Problem> problems = new ArrayList<>(facts.problems());
        Optional<Pf> pf = facts.pfs().stream().findFirst().map(found -> asked(found, problems));
        return new Part.OfPf(number, address, pf, problems);
    }

    @Override
    public Optional<Part> vf(Vf known) {
        long number = generation.incrementAndGet();
        Optional<DdpProfile> profile = known.traits().ddp();
        return tree.reread(known)
                .map(now -> new Part.OfVf(
                        number, now.vf().withTraits(now.vf().traits().withDdp(profile)), now.problems()));
    }

    @Override
    public Part settings(Vf known) throws HostException {
        long number = generation.incrementAndGet();
        return new Part.OfSettings(number, known.id(), known.pf(), settings.of(known.pf(), known.index()));
    }

    private Pf asked(Pf pf, List<Problem> problems) {
        Pf asked = pf;
        try {
            asked = asked.withEswitchMode(modes.of(pf.address()));
            Optional<DdpProfile> profile = profiles.of(pf);
            asked = profile.isPresent() ? asked.withDdp(profile) : asked;
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

    private static Pf with(Pf pf, PfSettings.Told held) {
        return pf.withVfs(pf.vfs().stream()
                .map(vf -> vf.withSettings(held.of(vf.index())))
                .toList());
    }
}
