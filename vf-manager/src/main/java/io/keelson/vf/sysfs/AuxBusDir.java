package io.keelson.vf.sysfs;

import io.keelson.vf.model.AuxName;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.SubFunction;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /sys/bus/auxiliary/devices}, of which sub-functions are read: {@code mlx5_core.sf.4}.
 * Source: {@code Documentation/driver-api/auxiliary_bus.rst}, {@code sfnum} of {@code mlx5/core/sf/dev}.
 */
record AuxBusDir(SysRoot root, BusContents pci, TraitReader traits) {
    private static final String SUB_FUNCTION = "sf";

    /** Every sub-function, by name. */
    List<SubFunction> subFunctions(List<Problem> problems) {
        Path directory = root.sys().resolve("bus/auxiliary/devices");
        if (!KernelFile.isDirectory(directory)) {
            return List.of();
        }
        List<SubFunction> found = new ArrayList<>();
        try {
            List<AuxName> names = Stream.of(KernelFile.names(directory))
                    .flatMap(text -> AuxName.parse(text).stream())
                    .filter(name -> name.type().equals(SUB_FUNCTION))
                    .sorted(Comparator.naturalOrder())
                    .toList();
            for (AuxName name : names) {
                subFunction(directory.resolve(name.toString()), name, problems).ifPresent(found::add);
            }
        } catch (IOException e) {
            Findings findings = new Findings(root, () -> Subject.file(root.shown(directory)));
            findings.unreadable(directory, e);
            problems.addAll(findings.problems());
        }
        return found;
    }

    private Optional<SubFunction> subFunction(Path link, AuxName name, List<Problem> problems) {
        Findings findings = new Findings(root, () -> new Subject(name.toString()));
        Optional<SubFunction> read = Optional.empty();
        try {
            Path path = PciBusDir.target(link);
            read = parent(path).flatMap(parent -> facts(path, name, parent, findings));
        } catch (IOException e) {
            findings.unreadable(link, e);
        }
        if (findings.isEmpty() || KernelFile.exists(link)) {
            problems.addAll(findings.problems());
        }
        return read;
    }

    /** The function whose directory holds this one. */
    private Optional<PciDeviceDir> parent(Path path) {
        Path above = path.getParent();
        return above == null
                ? Optional.empty()
                : PciAddress.parse(KernelFile.nameOf(above)).flatMap(pci::find).filter(d -> d.path()
                        .equals(above));
    }

    private Optional<SubFunction> facts(Path path, AuxName name, PciDeviceDir parent, Findings findings) {
        Optional<Integer> number = new Attributes(path, findings).required("sfnum", Attributes::count);
        Optional<NetdevDir> own = new NetDir(path).own(findings);
        Optional<Netdev> netdev = own.flatMap(n -> n.read(findings));
        Optional<LinkType> link = own.flatMap(NetdevDir::linkType)
                .or(() -> new NetDir(parent.path()).uplink(findings.fresh()).flatMap(NetdevDir::linkType));
        return number.map(n -> new SubFunction(
                name,
                parent.address(),
                n,
                netdev,
                parent.numaNode(findings.fresh()),
                traits.read(path, Optional.empty(), link, findings)));
    }
}
