package io.keelson.plugin.app;

import io.keelson.dpdk.grant.DevPath;
import java.nio.file.Files;

/** Device nodes below the host's root. */
record DevNodes(HostPaths paths) {
    boolean present(DevPath node) {
        return Files.exists(paths.root().resolve(node.toString().substring(1)));
    }
}
