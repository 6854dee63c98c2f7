package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.parse.Parsed;
import io.keelson.plugin.metrics.HttpAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the agent is to be.
 *
 * @param intent to start with
 * @param file the configuration as it reads whenever asked
 * @param directories where a change of files may mean that the configuration reads otherwise
 * @param duty which part of the work is this agent's
 * @param takesOver from an agent that runs, once this one is ready to
 * @param useCdi container runtimes add the nodes of devices, from files of ours
 * @param http where metrics and health are served, if at all
 * @param tellsEvents Kubernetes is told what goes wrong with devices
 */
record AgentSetup(
        HostPaths paths,
        Intent intent,
        Supplier<Parsed> file,
        Set<Path> directories,
        Duty duty,
        boolean takesOver,
        boolean useCdi,
        Optional<HttpAddress> http,
        boolean tellsEvents) {
    AgentSetup {
        directories = Set.copyOf(directories);
    }

    AgentSetup(
            HostPaths paths, Intent intent, Supplier<Parsed> file, Set<Path> directories, Duty duty, boolean useCdi) {
        this(paths, intent, file, directories, duty, false, useCdi, Optional.empty(), false);
    }
}
