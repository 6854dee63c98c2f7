package io.keelson.vf.sysfs;

import io.keelson.vf.model.VirtioName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code <function>/virtio<n>}, the one virtio device that {@code virtio-pci} makes of a PCI function. The netdev of a network
 * device lies below it; the device itself stays where it is when the netdev moves to another namespace.
 * Source: {@code drivers/virtio/virtio_pci_common.c}.
 */
record VirtioDir(VirtioName name, Path path) {
    private static final String DRIVER = "virtio-pci";

    /** The device of this function; none where another driver has it, or more than one are there. */
    static Optional<VirtioDir> of(Path function, Findings findings) {
        if (!isDriven(function)) {
            return Optional.empty();
        }
        List<VirtioDir> devices;
        try {
            devices = Stream.of(KernelFile.names(function))
                    .flatMap(text -> VirtioName.parse(text).stream())
                    .map(name -> new VirtioDir(name, function.resolve(name.text())))
                    .filter(device -> KernelFile.isDirectory(device.path()))
                    .limit(2)
                    .toList();
        } catch (IOException e) {
            findings.unreadable(function, e);
            return Optional.empty();
        }
        if (devices.size() > 1) {
            findings.unexpected(
                    function,
                    devices.get(0).name() + " beside " + devices.get(1).name());
            return Optional.empty();
        }
        return devices.stream().findFirst();
    }

    private static boolean isDriven(Path function) {
        try {
            return KernelFile.linkName(function.resolve("driver")).equals(DRIVER);
        } catch (IOException e) {
            return false;
        }
    }
}
