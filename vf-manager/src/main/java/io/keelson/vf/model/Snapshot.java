package io.keelson.vf.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All facts of one scan, immutable, numbered by generation.
 *
 * @param pfs SR-IOV capable network functions, by PCI address
 * @param others what else can be offered
 * @param problems what could not be read, or is not as it should be; one broken device never hides another
 */
public record Snapshot(long generation, List<Pf> pfs, Others others, List<Problem> problems) {
    public Snapshot {
        pfs = List.copyOf(pfs);
        problems = List.copyOf(problems);
    }

    /** Facts of PFs and VFs alone. */
    public Snapshot(long generation, List<Pf> pfs, List<Problem> problems) {
        this(generation, pfs, Others.NONE, problems);
    }

    /** The PF at this address. */
    public Optional<Pf> pf(PciAddress address) {
        return pfs.stream().filter(p -> p.address().equals(address)).findFirst();
    }

    /** Every VF, by PF and index. */
    public Stream<Vf> vfs() {
        return pfs.stream().flatMap(p -> p.vfs().stream());
    }

    /** The VF of this id. */
    public Optional<Vf> vf(DeviceId id) {
        return vfs().filter(v -> v.address().equals(id)).findFirst();
    }

    /** Whatever has this id. */
    public Optional<Device> device(DeviceId id) {
        return devices().filter(d -> d.deviceId().equals(id)).findFirst();
    }

    /** Everything that could be handed to a pod, each id once: who asks for many makes a map of it. */
    public Stream<Device> devices() {
        return Stream.of(pfs.stream(), vfs(), others.functions().stream(), others.subFunctions().stream())
                .flatMap(each -> each);
    }
}
