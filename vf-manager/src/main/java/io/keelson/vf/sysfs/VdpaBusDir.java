package io.keelson.vf.sysfs;

import io.keelson.vf.model.VdpaName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

    /** The device of one function, the first by name: by two listings, however many devices the bus has. */
    Optional<VdpaDir> of(Path function) {
        if (!KernelFile.isDirectory(directory())) {
            return Optional.empty();
        }
        try {
            Set<String> all = Set.of(KernelFile.names(directory()));
            return Arrays.stream(KernelFile.names(function))
                    .filter(all::contains)
                    .sorted()
                    .flatMap(text -> VdpaName.parse(text).flatMap(this::device).stream())
                    .filter(device -> device.function().equals(function))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<VdpaDir> device(VdpaName name) {
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
