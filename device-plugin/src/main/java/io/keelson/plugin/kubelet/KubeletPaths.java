package io.keelson.plugin.kubelet;

import java.nio.file.Path;

/**
 * Where kubelet keeps its sockets.
 *
 * @param devicePlugins kubelet.sock, our sockets and the checkpoint; emptied by kubelet at each start, but for the checkpoint
 * @param podResources the socket of the PodResources service
 */
public record KubeletPaths(Path devicePlugins, Path podResources) {
    /** Below kubelet's root directory, normally {@code /var/lib/kubelet}. */
    public static KubeletPaths below(Path root) {
        return new KubeletPaths(
                root.resolve("device-plugins"), root.resolve("pod-resources").resolve("kubelet.sock"));
    }

    /** Where kubelet takes registrations. */
    public Path registration() {
        return devicePlugins.resolve("kubelet.sock");
    }

    /** Where kubelet writes which pod has which device. */
    public Path checkpoint() {
        return devicePlugins.resolve("kubelet_internal_checkpoint");
    }
}
