package io.keelson.vf.sysfs;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfIndex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads VFs by the {@code virtfn<n>} links of their PF. */
final class VfReader {
    private final SysRoot root;
    private final BusContents bus;
    private final TraitReader traits;

    VfReader(SysRoot root, BusContents bus, TraitReader traits) {
        this.root = root;
        this.bus = bus;
        this.traits = traits;
    }

    /** The VF behind one link, or empty when there is none, or none that can be trusted, which is then a problem. */
    Optional<Vf> read(SriovFiles pf, VfIndex index, Optional<LinkType> ofPf, List<Problem> problems) {
        Path link = pf.link(index);
        Findings ofLink = new Findings(root, () -> new Subject(pf.pf().address() + " vf " + index));
        Optional<PciDeviceDir> device = behind(pf, link, ofLink);
        if (device.isEmpty() && !isThere(link)) {
            return Optional.empty();
        }
        problems.addAll(ofLink.problems());
        return device.flatMap(d -> read(files(pf, index, d, ofPf), problems));
    }

    private VfFiles files(SriovFiles pf, VfIndex index, PciDeviceDir device, Optional<LinkType> ofPf) {
        PciAddress address = device.address();
        return new VfFiles(device, pf.pf().address(), index, bus.group(address), bus.groupSize(address), ofPf, traits);
    }

    private Optional<Vf> read(VfFiles files, List<Problem> problems) {
        Findings findings = new Findings(root, files.device().address());
        Optional<Vf> vf = files.read(findings);
        vf.ifPresent(v -> problems.addAll(findings.problems()));
        return vf;
    }

    /** The function a link names, if it is a function of this bus, and names the PF in turn. */
    private Optional<PciDeviceDir> behind(SriovFiles pf, Path link, Findings findings) {
        Path target;
        try {
            target = PciBusDir.target(link);
        } catch (IOException e) {
            broken(link, ErrnoText.words(e), findings);
            return Optional.empty();
        }
        Optional<PciDeviceDir> device = PciAddress.parse(KernelFile.nameOf(target))
                .flatMap(bus::find)
                .filter(d -> d.path().equals(target));
        if (device.isEmpty()) {
            broken(link, "points to " + root.shown(target) + ", which is not there", findings);
            return Optional.empty();
        }
        Optional<PciAddress> physfn = device.get().physfn(findings);
        if (!physfn.equals(Optional.of(pf.pf().address()))) {
            String other = physfn.map(PciAddress::toString).orElse("no PF");
            broken(link, device.get().address() + " names " + other + " as its physfn", findings);
            return Optional.empty();
        }
        return device;
    }

    private void broken(Path link, String why, Findings findings) {
        findings.add(
                Code.VF_LINK_BROKEN,
                root.shown(link) + ": " + why,
                "set sriov_numvfs to 0 and back when no pod uses a VF of this PF; if it stays, see the kernel log");
    }

    private static boolean isThere(Path link) {
        return Files.isSymbolicLink(link) || KernelFile.exists(link);
    }
}
