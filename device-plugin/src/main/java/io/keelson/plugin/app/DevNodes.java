package io.keelson.plugin.app;

import io.keelson.dpdk.grant.DevPath;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Device nodes of the host. A device plugin's container has a {@code /dev} of its own, made when it started: what is not there
 * may have come to the host since, and then sysfs tells. Source: man 5 sysfs, DEVNAME in a device's uevent.
 */
record DevNodes(HostPaths paths, Duty duty) {
    private static final Path DEV = Path.of("/dev");

    boolean present(DevPath node) {
        Path path = Path.of(node.toString());
        return Files.exists(paths.root().resolve(Path.of("/").relativize(path)))
                || (!duty.keepsVfs() && isInSysfs(DEV.relativize(path)));
    }

    private boolean isInSysfs(Path name) {
        try (DirectoryStream<Path> classes =
                Files.newDirectoryStream(paths.root().resolve("sys/class"))) {
            for (Path each : classes) {
                if (isNode(each.resolve(name.getFileName()).resolve("uevent"), name)) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return false;
        }
    }

    private static boolean isNode(Path uevent, Path name) {
        try {
            return Files.exists(uevent) && Files.readAllLines(uevent).contains("DEVNAME=" + name);
        } catch (IOException e) {
            return false;
        }
    }
}
