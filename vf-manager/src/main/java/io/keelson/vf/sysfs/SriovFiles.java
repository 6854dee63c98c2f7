package io.keelson.vf.sysfs;

import io.keelson.vf.model.HexId;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.VfIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files {@code sriov_*} and links {@code virtfn<n>} of a physical function.
 * Source: {@code Documentation/ABI/testing/sysfs-bus-pci}.
 */
public record SriovFiles(PciDeviceDir pf) {
    private static final String LINK = "virtfn";

    /** Most VFs the device offers. */
    public Optional<Integer> totalVfs(Findings findings) {
        return in(findings).required("sriov_totalvfs", Attributes::count);
    }

    /** VFs that exist. */
    public Optional<Integer> numVfs(Findings findings) {
        return in(findings).required("sriov_numvfs", Attributes::count);
    }

    /** Whether new VFs get a driver by themselves; absent before 4.14. */
    public Optional<Boolean> autoprobe(Findings findings) {
        return in(findings).optional("sriov_drivers_autoprobe", Attributes::flag);
    }

    Optional<SriovLayout> layout(Findings findings) {
        Optional<Integer> offset = in(findings).optional("sriov_offset", Attributes::count);
        Optional<Integer> stride = in(findings).optional("sriov_stride", Attributes::count);
        return offset.flatMap(o -> stride.map(s -> new SriovLayout(o, s)));
    }

    Optional<HexId> vfDevice(Findings findings) {
        return in(findings).optional("sriov_vf_device", HexId::parse);
    }

    /** The indexes for which there is a {@code virtfn<n>}, in order. */
    List<VfIndex> vfs(Findings findings) {
        List<VfIndex> indexes = new ArrayList<>();
        try {
            for (String name : KernelFile.names(pf.path())) {
                if (name.startsWith(LINK)) {
                    VfIndex.parse(name.substring(LINK.length()))
                            .filter(n -> name.equals(LINK + n))
                            .ifPresent(indexes::add);
                }
            }
        } catch (IOException e) {
            findings.unreadable(pf.path(), e);
        }
        indexes.sort(null);
        return indexes;
    }

    Path link(VfIndex index) {
        return pf.file(LINK + index);
    }

    private Attributes in(Findings findings) {
        return new Attributes(pf.path(), findings);
    }
}
