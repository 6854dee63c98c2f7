package io.keelson.config.model;

import io.keelson.vf.model.VdpaType;
import java.util.Optional;

/**
 * What a selector adds to the containers of the devices that entered their pool through it.
 *
 * @param rdma the character devices of its RDMA devices
 * @param vhostNet {@code /dev/vhost-net} and {@code /dev/net/tun}
 * @param vdpa the vDPA device of this type
 */
public record Extras(boolean rdma, boolean vhostNet, Optional<VdpaType> vdpa) {
    /** Nothing. */
    public static final Extras NONE = new Extras(false, false, Optional.empty());
}
