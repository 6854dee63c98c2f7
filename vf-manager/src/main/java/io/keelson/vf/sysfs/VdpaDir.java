package io.keelson.vf.sysfs;

import io.keelson.vf.model.DeviceNode;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.VdpaName;
import io.keelson.vf.model.VdpaType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * {@code <device>/<name>}, the directory of one vDPA device: its driver, and the node of vhost-vdpa where that is the driver.
 * To be read only where {@code function} was found to be a function's directory.
 */
record VdpaDir(VdpaName name, Path path, Path function) {

    VdpaDevice read(Findings findings) {
        Optional<VdpaType> type =
                new Attributes(path, findings).link("driver", Optional::of).flatMap(VdpaType::ofDriver);
        return new VdpaDevice(name, type, vhostNode(findings));
    }

    private Optional<DeviceNode> vhostNode(Findings findings) {
        try {
            return Arrays.stream(KernelFile.names(path))
                    .filter(child -> child.startsWith("vhost-vdpa-"))
                    .sorted()
                    .findFirst()
                    .flatMap(DeviceNode::parse);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            findings.unreadable(path, e);
            return Optional.empty();
        }
    }
}
