package io.keelson.plugin.cni;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the executable of an IPAM plugin is found and started. */
public abstract sealed class PluginStart {
    private PluginStart() {}

    /** In the agent's own mount namespace: the agent is a process of the host. */
    public static PluginStart here() {
        return new Here();
    }

    /**
     * In the host's mount namespace, for an agent inside a container: plugins see the host's files as they do when a runtime
     * calls them, and need not be mounted. The CNI executable enters it, since a process with threads cannot (setns(2)).
     *
     * @param forwarder the CNI executable as the agent finds it
     * @param namespace a mount namespace, {@code /proc/1/ns/mnt}
     */
    public static PluginStart onHost(Path forwarder, Path namespace) {
        return new OnHost(forwarder, namespace);
    }

    /** The command line; empty where it is known that CNI_PATH has no such executable. */
    abstract Optional<List<String>> command(CniPath path, PluginType type);

    /** Whether it ended so because CNI_PATH has no such executable. */
    abstract boolean missed(BoundedExec.Ended ended);

    private static final class Here extends PluginStart {
        @Override
        Optional<List<String>> command(CniPath path, PluginType type) {
            return path.find(type).map(executable -> List.of(executable.toString()));
        }

        @Override
        boolean missed(BoundedExec.Ended ended) {
            return false;
        }
    }

    private static final class OnHost extends PluginStart {
        private static final String NOT_THERE = "keelson-cni: no such executable";

        private final Path forwarder;
        private final Path namespace;

        OnHost(Path forwarder, Path namespace) {
            this.forwarder = forwarder;
            this.namespace = namespace;
        }

        @Override
        Optional<List<String>> command(CniPath path, PluginType type) {
            if (path.directories().isEmpty()) {
                return Optional.empty();
            }
            List<String> command = new ArrayList<>(List.of(forwarder.toString(), "in", namespace.toString()));
            path.directories()
                    .forEach(directory ->
                            command.add(Path.of(directory, type.text()).toString()));
            return Optional.of(command);
        }

        @Override
        boolean missed(BoundedExec.Ended ended) {
            return ended.exitCode() == 127 && ended.errors().strip().equals(NOT_THERE);
        }
    }
}
