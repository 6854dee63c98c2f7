package io.keelson.plugin.app;

import io.keelson.plugin.kubelet.KubeletPaths;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are on a host, every one below {@code root} and every one movable by a variable of the environment, since
 * distributions of Kubernetes move them.
 *
 * @param root {@code /}, or another host's tree to look at
 */
record HostPaths(Path root, Map<String, String> environment) {
    HostPaths {
        environment = Map.copyOf(environment);
    }

    /** The journal and the instance lock. */
    Path state() {
        return at("KEELSON_STATE_DIR", "var/lib/keelson");
    }

    /** The agent's socket for CNI and the command line. */
    Path socket() {
        return at("KEELSON_SOCKET", "run/keelson/agent.sock");
    }

    /** A file per sandbox that holds a device. */
    Path attached() {
        return at("KEELSON_ATTACHED_DIR", "run/keelson/attached");
    }

    /** Native configuration. */
    Path nativeConfig() {
        return at("KEELSON_CONFIG", "etc/keelson/keelson.yaml");
    }

    /** Configuration in the format of sriov-network-device-plugin. */
    Path resourceList() {
        return at("KEELSON_RESOURCE_LIST", "etc/pcidp/config.json");
    }

    /** kubelet's directory for device plugins. */
    Path devicePlugins() {
        return at("KUBELET_DEVICE_PLUGINS", "var/lib/kubelet/device-plugins");
    }

    /** kubelet's PodResources socket. */
    Path podResources() {
        return at("KUBELET_POD_RESOURCES", "var/lib/kubelet/pod-resources/kubelet.sock");
    }

    /** Both, as the kubelet package wants them. */
    KubeletPaths kubelet() {
        return new KubeletPaths(devicePlugins(), podResources());
    }

    /** CNI configuration of the container runtime. */
    Path cniConfig() {
        return at("CNI_CONFIG_DIR", "etc/cni/net.d");
    }

    /** Processes. */
    Path proc() {
        return root.resolve("proc");
    }

    private Path at(String variable, String below) {
        String moved = environment.get(variable);
        return moved == null
                ? root.resolve(below)
                : root.resolve(root.getFileSystem().getPath("/").relativize(Path.of(moved)));
    }
}
