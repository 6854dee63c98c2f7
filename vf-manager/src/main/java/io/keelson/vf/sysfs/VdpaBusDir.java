package io.keelson.vf.sysfs;

import io.keelson.vf.model.VdpaName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /sys/bus/vdpa/devices}, a link per vDPA device. They lie in the directory of their function under a name that
 * whoever made them chose, so the bus tells in one listing what a listing of each function would.
 * Source: {@code drivers/vdpa/vdpa.c}.
 */
record VdpaBusDir(SysRoot root) {

    /** All devices by the directory of their function; of several on one function the first by name. */
    Map<Path, VdpaDir> byFunction() {
        Map<Path, VdpaDir> devices = new HashMap<>();
        if (!KernelFile.isDirectory(directory())) {
            return devices;
        }
        try {
            for (String text :
                    Arrays.stream(KernelFile.names(directory())).sorted().toList()) {
                VdpaName.parse(text)
                        .flatMap(this::device)
                        .ifPresent(device -> devices.putIfAbsent(device.function(), device));
            }
        } catch (IOException e) {
            return devices; // the bus goes with its module
        }
        return devices;
    }

    /** The device of this name. */
    Optional<VdpaDir> device(VdpaName name) {
        try {
            Path path = PciBusDir.target(directory().resolve(name.text()));
            Path function = path.getParent();
            return function == null || !KernelFile.nameOf(path).equals(name.text())
                    ? Optional.empty()
                    : Optional.of(new VdpaDir(name, path, function));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path directory() {
        return root.sys().resolve("bus/vdpa/devices");
    }
}
