package io.keelson.vf.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.SriovLayout;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.PciBus.Binding;
import io.keelson.vf.step.PciBus.FunctionState;
import io.keelson.vf.sysfs.SysRoot;
import io.keelson.vf.testing.PciNode;
import io.keelson.vf.testing.TreeBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written where; what the kernel makes of it is the contract test's in the guest. */
class KernelPciTest {
    private static final PciAddress NOBODY = PciAddress.of("0000:7f:00.0");

    private final Path root;
    private final TreeBuilder tree;
    private final PciNode pf;
    private final PciNode vf;
    private final KernelPci pci;

    KernelPciTest(@TempDir Path root) {
        this.root = root;
        tree = new TreeBuilder(root);
        pf = tree.nic(PciAddress.of("0000:01:00.0"), 7);
        vf = tree.vf(pf, 0, new SriovLayout(128, 2)).driver("igbvf");
        pci = new KernelPci(SysRoot.at(root));
    }

    @Test
    void aPfIsFoundWithItsCounts() throws HostException {
        pf.file("sriov_numvfs", "4").file("sriov_drivers_autoprobe", "0");
        assertThat(pci.find(pf.address()))
                .contains(new FunctionState(
                        Optional.of(new DriverName("igb")), Optional.empty(), 7, 4, Optional.of(false)));
    }

    @Test
    void aVfIsFoundWithItsDriver() throws HostException {
        vf.file("driver_override", "vfio-pci");
        assertThat(pci.find(vf.address()))
                .contains(new FunctionState(
                        Optional.of(new DriverName("igbvf")),
                        Optional.of(DriverName.VFIO_PCI),
                        0,
                        0,
                        Optional.empty()));
    }

    @Test
    void nobodyIsNotFound() throws HostException {
        assertThat(pci.find(NOBODY)).isEmpty();
    }

    @Test
    void aStateThatCannotBeReadIsNoState() {
        pf.file("sriov_numvfs", "many");
        assertThat(failure(() -> pci.find(pf.address())))
                .matches(p -> p.code() == Code.SYSFS_UNREADABLE && p.subject().equals(Subject.of(pf.address())));
    }

    @Test
    void numbersAreWrittenWithANewline() throws Exception {
        pci.writeNumVfs(pf.address(), 4);
        assertThat(pf.path().resolve("sriov_numvfs")).hasContent("4\n");
        pci.writeNumVfs(pf.address(), 0);
        assertThat(pf.path().resolve("sriov_numvfs")).hasContent("0\n");
        pci.writeAutoprobe(pf.address(), false);
        assertThat(pf.path().resolve("sriov_drivers_autoprobe")).hasContent("0\n");
        pci.writeAutoprobe(pf.address(), true);
        assertThat(pf.path().resolve("sriov_drivers_autoprobe")).hasContent("1\n");
    }

    @Test
    void anOverrideIsClearedByANewline() throws Exception {
        pci.writeDriverOverride(vf.address(), Optional.of(DriverName.VFIO_PCI));
        assertThat(vf.path().resolve("driver_override")).hasBinaryContent(bytes("vfio-pci\n"));
        pci.writeDriverOverride(vf.address(), Optional.empty());
        assertThat(vf.path().resolve("driver_override")).hasBinaryContent(bytes("\n"));
    }

    @Test
    void aDriverIsBoundByProbeAndUnboundByItself() throws Exception {
        pci.writeBinding(vf.address(), Binding.UNBIND);
        assertThat(tree.bus().resolve("drivers/igbvf/unbind")).hasBinaryContent(bytes("0000:01:10.0\n"));
        assertThat(tree.bus().resolve("drivers_probe")).isEmptyFile();
        pci.writeBinding(vf.address(), Binding.PROBE);
        assertThat(tree.bus().resolve("drivers_probe")).hasBinaryContent(bytes("0000:01:10.0\n"));
    }

    @Test
    void unbindingWhatIsNotBoundIsRefusedAsByTheKernel() {
        vf.without("driver");
        assertThat(failure(() -> pci.writeBinding(vf.address(), Binding.UNBIND)))
                .matches(p -> p.code() == Code.KERNEL_REFUSED && p.errno().equals(Optional.of(Errno.ENODEV)));
    }

    @Test
    void aWriteToNobodyIsRefused() {
        assertThat(failure(() -> pci.writeNumVfs(NOBODY, 1)))
                .matches(p -> p.code() == Code.KERNEL_REFUSED
                        && p.errno().equals(Optional.of(Errno.ENODEV))
                        && p.subject().equals(Subject.of(NOBODY)));
    }

    @Test
    void aFileThatIsNotThereIsNotMade() {
        Problem problem = failure(() -> pci.writeNumVfs(vf.address(), 1));
        assertThat(problem.errno()).contains(Errno.ENOENT);
        assertThat(problem.detail())
                .isEqualTo("writing '1' to /sys/devices/pci0000:00/0000:00:00.0/0000:01:10.0/sriov_numvfs:"
                        + " No such file or directory");
        assertThat(vf.path().resolve("sriov_numvfs")).doesNotExist();
    }

    @Test
    void aLinkInAFilesPlaceIsNotWrittenThrough() throws IOException {
        Path target = Files.writeString(root.resolve("precious"), "gold");
        pf.link("sriov_numvfs", target.toString());
        assertThat(failure(() -> pci.writeNumVfs(pf.address(), 1)).errno()).contains(new Errno(40));
        assertThat(target).hasContent("gold");
    }

    @Test
    void anInterruptDoesNotStopAWrite() throws Exception {
        Thread.currentThread().interrupt();
        pci.writeNumVfs(pf.address(), 3);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(pf.path().resolve("sriov_numvfs")).hasContent("3\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Problem failure(ThrowingCallable call) {
        HostException e = catchThrowableOfType(HostException.class, call);
        assertThat(e).isNotNull();
        return e.problem();
    }
}
