package io.keelson.vf.sysfs;

import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.DriverName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** {@code <device>/uio}, what a uio driver made for a function. Source: {@code Documentation/driver-api/uio-howto.rst}. */
record UioDir(Path function) {
    private static final Set<String> DRIVERS = Set.of("uio", "igb_uio", "uio_pci_generic");

    /** Whether a function bound to this driver has one. */
    static boolean isMadeBy(Optional<DriverName> driver) {
        return driver.filter(d -> DRIVERS.contains(d.text())).isPresent();
    }

    /** The first node by name. */
    Optional<DeviceNode> node(Findings findings) {
        Path directory = function.resolve("uio");
        if (!KernelFile.isDirectory(directory)) {
            return Optional.empty();
        }
        try {
            return Arrays.stream(KernelFile.names(directory))
                    .sorted()
                    .findFirst()
                    .flatMap(DeviceNode::parse);
        } catch (IOException e) {
            findings.unreadable(directory, e);
            return Optional.empty();
        }
    }
}
