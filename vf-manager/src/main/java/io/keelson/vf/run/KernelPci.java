package io.keelson.vf.run;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.PciBus;
import io.keelson.vf.sysfs.ErrnoText;
import io.keelson.vf.sysfs.Findings;
import io.keelson.vf.sysfs.PciBusDir;
import io.keelson.vf.sysfs.PciDeviceDir;
import io.keelson.vf.sysfs.SriovFiles;
import io.keelson.vf.sysfs.SysRoot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * PCI functions of the kernel, by sysfs. Every change is one write(2) of the whole text; paths are made of types only.
 *
 * <p>Stateless. A write cannot be cut short by interrupting the thread: the stream that {@code Files} gives ignores that, and
 * the kernel's own stores are not interruptible.
 */
public final class KernelPci implements PciBus {
    private final SysRoot root;

    /** The functions of the host under this root. */
    public KernelPci(SysRoot root) {
        this.root = root;
    }

    @Override
    public Optional<FunctionState> find(PciAddress function) throws HostException {
        Optional<PciDeviceDir> device = new PciBusDir(root).device(function);
        if (device.isEmpty()) {
            return Optional.empty();
        }
        Findings findings = new Findings(root, function);
        FunctionState state = state(device.get(), findings);
        if (findings.problems().isEmpty()) {
            return Optional.of(state);
        }
        if (!device.get().isThere()) {
            return Optional.empty();
        }
        throw new HostException(findings.problems().get(0));
    }

    @Override
    public void writeNumVfs(PciAddress pf, int count) throws HostException {
        write(pf, device(pf).file("sriov_numvfs"), Integer.toString(count));
    }

    @Override
    public void writeAutoprobe(PciAddress pf, boolean on) throws HostException {
        write(pf, device(pf).file("sriov_drivers_autoprobe"), on ? "1" : "0");
    }

    @Override
    public void writeDriverOverride(PciAddress function, Optional<DriverName> driver) throws HostException {
        write(
                function,
                device(function).file("driver_override"),
                driver.map(DriverName::text).orElse(""));
    }

    @Override
    public void writeBinding(PciAddress function, Binding binding) throws HostException {
        PciBusDir bus = new PciBusDir(root);
        Path file =
                switch (binding) {
                    case PROBE -> bus.driversProbe();
                    case UNBIND -> bus.unbind(boundDriver(function));
                };
        write(function, file, function.toString());
    }

    private static FunctionState state(PciDeviceDir device, Findings findings) {
        Optional<SriovFiles> sriov = device.sriov();
        return new FunctionState(
                device.driver(findings),
                device.driverOverride(findings),
                sriov.flatMap(s -> s.totalVfs(findings)).orElse(0),
                sriov.flatMap(s -> s.numVfs(findings)).orElse(0),
                sriov.flatMap(s -> s.autoprobe(findings)));
    }

    private DriverName boundDriver(PciAddress function) throws HostException {
        Findings findings = new Findings(root, function);
        Optional<DriverName> driver = device(function).driver(findings);
        if (!findings.problems().isEmpty()) {
            throw new HostException(findings.problems().get(0));
        }
        return driver.orElseThrow(() -> refused(function, "is bound to no driver", Errno.ENODEV));
    }

    private PciDeviceDir device(PciAddress function) throws HostException {
        return new PciBusDir(root)
                .device(function)
                .orElseThrow(() -> refused(function, "no PCI function at this address", Errno.ENODEV));
    }

    /** One write of the text and a newline; an empty text is a newline alone, which clears {@code driver_override}. */
    private void write(PciAddress subject, Path file, String text) throws HostException {
        byte[] line = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        try (OutputStream out = Files.newOutputStream(
                file, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING, LinkOption.NOFOLLOW_LINKS)) {
            out.write(line);
        } catch (IOException e) {
            String detail = "writing '" + text + "' to " + root.shown(file) + ": " + ErrnoText.words(e);
            throw new HostException(problem(subject, detail, ErrnoText.errno(e)), e);
        }
    }

    private static HostException refused(PciAddress subject, String detail, Errno errno) {
        return new HostException(problem(subject, detail, errno));
    }

    private static Problem problem(PciAddress subject, String detail, Errno errno) {
        return Problem.of(
                Code.KERNEL_REFUSED, Subject.of(subject), detail, "see the kernel log for what the driver says", errno);
    }
}
