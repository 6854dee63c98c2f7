package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.vf.model.HostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What all verbs have in common: where the host is, which configuration holds, how to print. */
abstract class Verb implements Callable<Integer> {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Configuration instead of /etc/keelson/keelson.yaml or /etc/pcidp/config.json.")
    @Nullable
    Path config;

    @Option(
            names = "--host-root",
            paramLabel = "DIR",
            defaultValue = "/",
            description = "Look at the host whose /sys, /proc, /dev and /etc lie below this directory.")
    Path hostRoot = Path.of("/");

    private Map<String, String> environment = Map.of();
    private Output output = Output.standard();

    final void give(Map<String, String> variables, Output where) {
        environment = variables;
        output = where;
    }

    final Output output() {
        return output;
    }

    final HostPaths paths() {
        return new HostPaths(hostRoot.toAbsolutePath().normalize(), environment);
    }

    final boolean isOwnHost() {
        return paths().root().equals(Path.of("/"));
    }

    final Parsed configuration() {
        return configuration(ResourceName.RESOURCE_LIST_PREFIX);
    }

    /** With this prefix for pools of a {@code resourceList} that have none. */
    final Parsed configuration(String prefix) {
        HostPaths paths = paths();
        return config == null
                ? ConfigFiles.load(paths.nativeConfig(), paths.resourceList(), prefix)
                : ConfigFiles.loadFile(config, prefix);
    }

    /** The directories a change of which may change {@link #configuration()}. */
    final Set<Path> configurationDirectories() {
        Stream<Path> files =
                config == null ? Stream.of(paths().nativeConfig(), paths().resourceList()) : Stream.of(config);
        return files.map(file -> file.toAbsolutePath().getParent())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** What the configuration wants, with everything found in it printed; empty where it holds errors. */
    final Optional<Intent> intent() {
        Parsed parsed = configuration();
        output.problems(parsed.errors());
        output.problems(parsed.warnings());
        return parsed.intent();
    }

    final Optional<Path> configFile() {
        return Optional.ofNullable(config);
    }

    /** The verb itself: its exit code, or the problem that ended it. */
    abstract int run() throws HostException;

    @Override
    public final Integer call() {
        try {
            return run();
        } catch (HostException e) {
            output.problem(e.problem());
            return 1;
        }
    }
}
