package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where kubelet keeps its sockets.
 *
 * @param devicePlugins kubelet.sock, our sockets and the checkpoint; emptied by kubelet at each start, but for the checkpoint
 * @param podResources the socket of the PodResources service
 * @param registry the directory of the plugin watcher, where it shall find our sockets; absent: we call kubelet to register
 */
public record KubeletPaths(Path devicePlugins, Path podResources, Optional<Path> registry) {
    /** Without the plugin watcher. */
    public KubeletPaths(Path devicePlugins, Path podResources) {
        this(devicePlugins, podResources, Optional.empty());
    }

    /** Below kubelet's root directory, normally {@code /var/lib/kubelet}. */
    public static KubeletPaths below(Path root) {
        return new KubeletPaths(
                root.resolve("device-plugins"), root.resolve("pod-resources").resolve("kubelet.sock"));
    }

    /** Where kubelet takes registrations. */
    public Path registration() {
        return devicePlugins.resolve("kubelet.sock");
    }

    /** The directory of our sockets. */
    Path sockets() {
        return registry.orElse(devicePlugins);
    }

    /** Where we serve a resource: {@code <prefix>_<name>.sock}. */
    public Path plugin(ResourceName resource) {
        return plugin(sockets(), resource);
    }

    static Path plugin(Path directory, ResourceName resource) {
        return directory.resolve(resource.prefix() + "_" + resource.name() + SocketFile.SUFFIX);
    }

    /** Where kubelet writes which pod has which device. */
    public Path checkpoint() {
        return devicePlugins.resolve("kubelet_internal_checkpoint");
    }
}
