package io.keelson.vf.sysfs;

import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code /sys/bus/pci}: every PCI function by address, and the drivers.
 *
 * <p>Remembers which parent directories were found to lie inside the root, so use one for one scan.
 * Source: {@code Documentation/ABI/testing/sysfs-bus-pci}.
 */
public final class PciBusDir {
    private final SysRoot root;
    private final Path bus;
    private final Path devices;
    private final Map<Path, Boolean> inside = new HashMap<>();

    /** The bus of the host under this root. */
    public PciBusDir(SysRoot root) {
        this.root = root;
        this.bus = root.sys().resolve("bus/pci");
        this.devices = bus.resolve("devices");
    }

    /** Every address on the bus, in order. */
    List<PciAddress> addresses() throws IOException {
        return Stream.of(KernelFile.names(devices))
                .flatMap(name -> PciAddress.parse(name).stream())
                .sorted()
                .toList();
    }

    /** The directory of a function, or empty when there is none at this address, or its link leads out of the root. */
    public Optional<PciDeviceDir> device(PciAddress address) {
        try {
            Path link = devices.resolve(address.toString());
            return Optional.of(target(link)).filter(this::isInside).flatMap(path -> KernelFile.inode(path)
                    .map(inode -> new PciDeviceDir(root, address, path, inode)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** {@code devices}, a link per function. */
    Path devices() {
        return devices;
    }

    /** Notes why there is no {@link #device} here, if there is an entry for it at all. */
    void whyNot(PciAddress address, Findings findings) {
        Path link = devices.resolve(address.toString());
        try {
            Path target = target(link);
            if (Files.isSymbolicLink(link)) {
                findings.unexpected(link, root.shown(target));
            }
        } catch (NoSuchFileException e) {
            return; // gone, as any device may be
        } catch (IOException e) {
            findings.unreadable(link, e);
        }
    }

    /** {@code drivers_probe}: an address written here is offered to the drivers. */
    public Path driversProbe() {
        return bus.resolve("drivers_probe");
    }

    /** {@code drivers/<name>/unbind}: an address written here is taken from the driver. */
    public Path unbind(DriverName driver) {
        return bus.resolve("drivers").resolve(driver.text()).resolve("unbind");
    }

    /** Where a link points, by its text alone. */
    static Path target(Path link) throws IOException {
        return link.resolveSibling(Files.readSymbolicLink(link)).normalize();
    }

    private boolean isInside(Path device) {
        Path parent = device.getParent();
        return parent != null && inside.computeIfAbsent(parent, root::holds);
    }
}
