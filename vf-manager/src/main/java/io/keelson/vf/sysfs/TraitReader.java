package io.keelson.vf.sysfs;

import io.keelson.vf.model.AcpiIndex;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.LinkType;
import io.keelson.vf.model.PKey;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VdpaDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the traits of functions. A function that has none of them costs an lstat for each of {@code acpi_index} and
 * {@code infiniband}; the vDPA bus is listed once for all, and RDMA devices made in software are looked for only where there are any.
 */
final class TraitReader {
    private final SysRoot root;
    private final Map<Path, VdpaDir> vdpa;
    private final Optional<RdmaDir> software;

    private TraitReader(SysRoot root, Map<Path, VdpaDir> vdpa) {
        this.root = root;
        this.vdpa = vdpa;
        this.software = Optional.of(RdmaDir.ofSoftware(root)).filter(RdmaDir::isThere);
    }

    /** For all functions of the host. */
    static TraitReader ofHost(SysRoot root) {
        return new TraitReader(root, new VdpaBusDir(root).byFunction());
    }

    /** For one function alone. */
    static TraitReader ofFunction(SysRoot root, Path function) {
        return new TraitReader(
                root,
                new VdpaBusDir(root).of(function).map(v -> Map.of(function, v)).orElse(Map.of()));
    }

    /**
     * The traits of one function.
     *
     * @param driver bound to it
     * @param link of its own netdev, else of its PF's
     */
    Traits read(Path function, Optional<DriverName> driver, Optional<LinkType> link, Findings findings) {
        RdmaDir rdmaDir = new RdmaDir(root, function);
        List<RdmaDevice> rdma = rdmaDir.isThere() ? rdmaDir.devices(findings) : inSoftware(function, findings);
        Optional<PKey> pkey = link.equals(Optional.of(LinkType.INFINIBAND)) && !rdma.isEmpty()
                ? rdmaDir.pkey(rdma.get(0).name(), findings)
                : Optional.empty();
        Optional<VdpaDevice> own = Optional.ofNullable(vdpa.get(function)).map(v -> v.read(findings));
        return new Traits(
                acpiIndex(function, findings),
                link,
                pkey,
                rdma,
                own,
                UioDir.isMadeBy(driver) ? new UioDir(function).node(findings) : Optional.empty());
    }

    private List<RdmaDevice> inSoftware(Path function, Findings findings) {
        if (software.isEmpty()) {
            return List.of();
        }
        try {
            return software.get()
                    .devicesOver(Set.of(KernelFile.names(new NetDir(function).path(findings.fresh()))), findings);
        } catch (IOException e) {
            return List.of(); // it has no netdev
        }
    }

    private static Optional<AcpiIndex> acpiIndex(Path function, Findings findings) {
        return KernelFile.exists(function.resolve("acpi_index"))
                ? new Attributes(function, findings).optional("acpi_index", AcpiIndex::parse)
                : Optional.empty();
    }
}
