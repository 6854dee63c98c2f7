package io.keelson.vf.model;

import java.util.Locale;
import java.util.Optional;

/** Who uses a vDPA device, by the driver on the vDPA bus. Source: {@code drivers/vhost/vdpa.c}, {@code drivers/virtio/virtio_vdpa.c}. */
public enum VdpaType {
    /** User space, by a vhost-vdpa node. */
    VHOST,
    /** The kernel's virtio drivers. */
    VIRTIO;

    /** What the name of a driver of the vDPA bus says, or empty. */
    public static Optional<VdpaType> ofDriver(String driver) {
        return switch (driver) {
            case "vhost_vdpa" -> Optional.of(VHOST);
            case "virtio_vdpa" -> Optional.of(VIRTIO);
            default -> Optional.empty();
        };
    }

    /** {@code vhost} or {@code virtio}, as selectors write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
