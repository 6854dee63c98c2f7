package io.keelson.vf.model;

import java.util.Optional;

/**
 * The vDPA device of a function.
 *
 * @param type absent while no driver, or one we do not know, is bound to it
 * @param vhost the node of vhost-vdpa
 */
public record VdpaDevice(VdpaName name, Optional<VdpaType> type, Optional<DeviceNode> vhost) {

    /** The path of its node, {@code /dev/vhost-vdpa-0}. */
    public Optional<String> path() {
        return vhost.map(node -> "/dev/" + node);
    }
}
