package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.step.Lane;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.testing.FakeHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is asked what is in use, by what is at stake; what was not asked where it matters counts as in use. */
class EvidenceTest {
    private static final PciAddress PF = PciAddress.of("0000:01:00.0");
    private static final PciAddress KERNEL = PciAddress.of("0000:01:10.0");
    private static final PciAddress VFIO = PciAddress.of("0000:01:10.2");

    @TempDir
    Path proc;

    private final FakeHost host = FakeHost.twoIgb();
    private Optional<Set<PciAddress>> kubelet = Optional.of(Set.of(KERNEL));
    private int asked;

    @BeforeEach
    void aProcessHasAGroupOpen() throws HostException, IOException {
        host.pci().writeNumVfs(PF, 2);
        host.pci().writeBinding(VFIO, PciBus.Binding.UNBIND);
        host.pci().writeDriverOverride(VFIO, Optional.of(DriverName.VFIO_PCI));
        host.pci().writeBinding(VFIO, PciBus.Binding.PROBE);
        Path fds = Files.createDirectories(proc.resolve("42/fd"));
        Files.createSymbolicLink(fds.resolve("7"), Path.of("/dev/vfio/21"));
        Files.createSymbolicLink(fds.resolve("8"), Path.of("/dev/vfio/vfio"));
    }

    @Test
    void aWholePfIsAskedOfKubeletAndOfProcesses() {
        var uses = evidence().around(List.of(new Lane.WholePf(PF)));
        assertThat(uses.kubelet()).contains(Set.of(KERNEL));
        assertThat(uses.openGroups()).contains(Set.of(new IommuGroup(21)));
        kubelet = Optional.empty();
        assertThat(evidence().around(List.of(new Lane.WholePf(PF))).kubelet()).isEmpty();
    }

    /** An attachment does not wait for kubelet, nor for a walk through all processes. */
    @Test
    void aVfOfTheKernelIsAskedOfNobody() {
        var uses = evidence().around(List.of(new Lane.OneVf(PF, KERNEL)));
        assertThat(asked).isZero();
        assertThat(uses.openGroups()).as("not listed counts as open").isEmpty();
    }

    @Test
    void aVfForUserSpaceIsAskedOfProcesses() {
        var uses = evidence().around(List.of(new Lane.OneVf(PF, VFIO)));
        assertThat(asked).isZero();
        assertThat(uses.openGroups()).contains(Set.of(new IommuGroup(21)));
    }

    private Evidence evidence() {
        return new Evidence(
                () -> {
                    asked++;
                    return kubelet;
                },
                new OpenGroups(proc),
                host::snapshot);
    }
}
