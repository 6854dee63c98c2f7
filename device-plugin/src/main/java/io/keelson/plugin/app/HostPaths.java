package io.keelson.plugin.app;

import io.keelson.plugin.cni.PluginStart;
import io.keelson.plugin.kubelet.KubeletPaths;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where things are on a host, every one below {@code root} and every one movable by a variable of the environment, since
 * distributions of Kubernetes move them.
 *
 * @param root {@code /}, or another host's tree to look at
 */
record HostPaths(Path root, Map<String, String> environment) {
    /** The variable that moves {@link #state()}. */
    static final String STATE = "KEELSON_STATE_DIR";

    /** The variable that names the directory of kubelet's plugin watcher; what is found there needs no call. */
    static final String PLUGINS_REGISTRY = "KUBELET_PLUGINS_REGISTRY";

    private static final String READY = "KEELSON_READY_FILE";
    private static final String NODE = "NODE_NAME";
    private static final String MOUNT_NAMESPACE = "KEELSON_MOUNT_NAMESPACE";

    HostPaths {
        environment = Map.copyOf(environment);
    }

    /** The same with another default for what this variable moves. */
    HostPaths unlessMoved(String variable, String usual) {
        Map<String, String> moved = new TreeMap<>(environment);
        moved.putIfAbsent(variable, usual);
        return new HostPaths(root, moved);
    }

    /** The journal and the instance lock. */
    Path state() {
        return at(STATE, "var/lib/keelson");
    }

    /** The agent's socket for CNI and the command line. */
    Path socket() {
        return at("KEELSON_SOCKET", "run/keelson/agent.sock");
    }

    /** A file that is there while this very agent serves, where the environment names one. */
    Optional<Path> ready() {
        return Optional.ofNullable(environment.get(READY)).map(named -> at(READY, named));
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

    /** All of kubelet's; with the directory of its plugin watcher where that is named and there. */
    KubeletPaths kubelet() {
        Optional<Path> registry = Optional.ofNullable(environment.get(PLUGINS_REGISTRY))
                .map(moved -> at(PLUGINS_REGISTRY, moved))
                .filter(Files::isDirectory);
        return new KubeletPaths(devicePlugins(), podResources(), registry);
    }

    /** Where Multus looks for what a device plugin tells of devices. */
    Path deviceInfo() {
        return at("DEVICE_INFO_DIR", "var/run/k8s.cni.cncf.io/devinfo/dp");
    }

    /** Where container runtimes look for CDI specs that come and go. */
    Path cdi() {
        return at("CDI_DIR", "var/run/cdi");
    }

    /** CNI configuration of the container runtime. */
    Path cniConfig() {
        return at("CNI_CONFIG_DIR", "etc/cni/net.d");
    }

    /** Where the container runtime looks for CNI executables. */
    Path cniBin() {
        return at("CNI_BIN_DIR", "opt/cni/bin");
    }

    /** The CNI executable as the distribution brings it; the launcher says where that is. */
    Path forwarder() {
        return Path.of(environment.getOrDefault("KEELSON_HOME", "/opt/keelson"), "cni", "keelson");
    }

    /** How IPAM plugins are started: in a container, in the host's mount namespace. */
    PluginStart plugins() {
        return entersMounts()
                ? PluginStart.onHost(forwarder(), Path.of(environment.get(MOUNT_NAMESPACE)))
                : PluginStart.here();
    }

    /** Whether IPAM plugins are started in another mount namespace than the agent's. */
    boolean entersMounts() {
        return environment.containsKey(MOUNT_NAMESPACE);
    }

    /** What Kubernetes calls this node, where the environment tells; else the host's name is its. */
    Optional<String> node() {
        return Optional.ofNullable(environment.get(NODE));
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
