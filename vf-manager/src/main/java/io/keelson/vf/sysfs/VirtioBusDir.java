package io.keelson.vf.sysfs;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** {@code /sys/bus/virtio/devices}, a link per virtio device into the directory of what it was made of. */
public record VirtioBusDir(SysRoot root) {

    /** The PCI function that this device was made of; empty for a device of another bus, and one that is gone. */
    public Optional<PciAddress> function(VirtioName device) {
        Path link = root.sys().resolve("bus/virtio/devices").resolve(device.text());
        try {
            Path path = PciBusDir.target(link);
            Path above = path.getParent();
            return above != null && KernelFile.nameOf(path).equals(device.text())
                    ? PciAddress.parse(KernelFile.nameOf(above))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
