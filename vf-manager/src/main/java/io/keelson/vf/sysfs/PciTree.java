package io.keelson.vf.sysfs;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.Others;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** All SR-IOV network functions below {@code /sys}, and what else can be offered, read in one pass. */
public final class PciTree {
    private static final long NETWORK = 0x02;
    /** VFs created during a scan are seen by the next one, which their uevents bring. */
    private static final int MAX_AGAIN = 2;

    private final SysRoot root;

    /** The tree under this root. */
    public PciTree(SysRoot root) {
        this.root = root;
    }

    /** What one pass found. */
    public record Facts(List<Pf> pfs, Others others, List<Problem> problems) {
        public Facts {
            pfs = List.copyOf(pfs);
            problems = List.copyOf(problems);
        }
    }

    /** One VF as it is now, and what is wrong with it. */
    public record Reread(Vf vf, List<Problem> problems) {
        public Reread {
            problems = List.copyOf(problems);
        }
    }

    /** Reads everything. A device that goes away meanwhile is left out, without a problem. */
    public Facts read() {
        BusContents bus = new BusContents(root);
        Facts facts = read(bus);
        for (int again = 0; bus.isStale() && again < MAX_AGAIN; again++) {
            bus = new BusContents(root);
            facts = read(bus);
        }
        return facts;
    }

    /** Reads one PF with its VFs, none if there is none at this address; of other functions only who shares a group. */
    public Facts read(PciAddress pf) {
        return read(new BusContents(root), TraitReader.ofHost(root), device -> device.address()
                .equals(pf));
    }

    /**
     * Reads one VF again, with a dozen files instead of all. Empty when it is gone or another VF sits at its address: then
     * more than this VF changed.
     */
    public Optional<Reread> reread(Vf known) {
        Findings findings = new Findings(root, known.address());
        return new PciBusDir(root)
                .device(known.address())
                .filter(device -> device.inode() == known.id().incarnation())
                .map(device -> files(device, known))
                .flatMap(files -> files.read(findings))
                .map(vf -> standing(vf, known.traits().representor()))
                .map(vf -> new Reread(vf, findings.problems()));
    }

    /** What its PF speaks, and who stands for it at the switch, is taken as it was: another link type takes a reset of the PF, and other VFs. */
    private VfFiles files(PciDeviceDir device, Vf known) {
        return new VfFiles(
                device,
                known.pf(),
                known.index(),
                known.iommuGroup(),
                known.groupSize(),
                known.traits().linkType(),
                TraitReader.ofFunction(root, device.path()));
    }

    private record Readers(BusContents bus, TraitReader traits, VfReader vfs) {}

    private Facts read(BusContents bus) {
        TraitReader traits = TraitReader.ofHost(root);
        Facts ofPfs = read(bus, traits, device -> true);
        List<Problem> problems = new ArrayList<>(ofPfs.problems());
        Others others = new OthersReader(root, bus, traits).read(ofPfs.pfs(), problems);
        return new Facts(ofPfs.pfs(), others, problems);
    }

    private Facts read(BusContents bus, TraitReader traits, Predicate<PciDeviceDir> wanted) {
        List<Problem> problems = new ArrayList<>(bus.problems());
        Readers readers = new Readers(bus, traits, new VfReader(root, bus, traits));
        List<Pf> pfs = new ArrayList<>();
        for (PciDeviceDir device : bus.devices()) {
            if (wanted.test(device)) {
                device.sriov().flatMap(files -> pf(files, readers, problems)).ifPresent(pfs::add);
            }
        }
        return new Facts(pfs, Others.NONE, problems);
    }

    private Optional<Pf> pf(SriovFiles files, Readers readers, List<Problem> problems) {
        Findings findings = new Findings(root, files.pf().address());
        boolean network =
                files.pf().pciClass(findings).filter(c -> c >> 16 == NETWORK).isPresent();
        List<Problem> ofVfs = new ArrayList<>();
        Optional<Pf> pf = network ? Optional.of(facts(files, readers, findings, ofVfs)) : Optional.empty();
        if (!findings.isEmpty() && !files.pf().isThere()) {
            return Optional.empty();
        }
        problems.addAll(findings.problems());
        problems.addAll(ofVfs);
        return pf;
    }

    private Pf facts(SriovFiles files, Readers readers, Findings findings, List<Problem> ofVfs) {
        PciDeviceDir device = files.pf();
        SwitchPorts ports = new NetDir(device.path()).ports(findings);
        Optional<NetdevDir> uplink = ports.uplink();
        Optional<LinkType> link = uplink.flatMap(NetdevDir::linkType);
        Optional<DriverName> driver = device.driver(findings);
        return new Pf(
                device.address(),
                device.vendor(findings),
                device.device(findings),
                driver,
                uplink.flatMap(n -> n.read(findings)),
                files.totalVfs(findings),
                files.numVfs(findings),
                files.autoprobe(findings),
                files.layout(findings),
                files.vfDevice(findings),
                device.numaNode(findings),
                Optional.empty(),
                vfs(files, readers.vfs(), link, findings, ofVfs).stream()
                        .map(vf -> standing(
                                vf, Optional.ofNullable(ports.representors().get(vf.index()))))
                        .toList(),
                readers.bus().group(device.address()),
                readers.bus().groupSize(device.address()),
                readers.traits().read(device.path(), driver, link, findings));
    }

    private static Vf standing(Vf vf, Optional<IfName> representor) {
        return representor.isPresent() ? vf.withTraits(vf.traits().withRepresentor(representor)) : vf;
    }

    private static List<Vf> vfs(
            SriovFiles files, VfReader reader, Optional<LinkType> link, Findings findings, List<Problem> ofVfs) {
        List<Vf> vfs = new ArrayList<>();
        for (VfIndex index : files.vfs(findings)) {
            reader.read(files, index, link, ofVfs).ifPresent(vfs::add);
        }
        return vfs;
    }
}
