package io.keelson.plugin.app;

import io.keelson.config.parse.Parsed;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.metrics.HttpAddress;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code keelson agent}: the daemon. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Run the agent: configure NICs, serve kubelet and CNI, until SIGTERM.",
        footerHeading = "%nExample:%n",
        footer = "  keelson agent --config /etc/keelson/keelson.yaml")
final class AgentVerb extends Verb {
    static final String PLUGIN_ONLY = "--plugin-only";

    /** Where a device plugin may write whatever its manifest mounts; what is there is rebuilt from kubelet's checkpoint. */
    private static final String VOLATILE_STATE = "/dev/shm/keelson";

    @Option(names = "--no-kubelet", description = "Serve CNI only; nothing is offered to kubelet.")
    boolean withoutKubelet;

    @Option(
            names = PLUGIN_ONLY,
            description = "Be a device plugin only: offer devices, and leave VFs, CNI and cleaning to others.")
    boolean pluginOnly;

    @Option(
            names = "--take-over",
            description = "Take the place of an agent that runs, once this one is ready to; without one, just start.")
    boolean takeOver;

    @Option(
            names = "--http",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:9808",
            description = "Serve metrics and health there (default: ${DEFAULT-VALUE}), or \"off\".")
    String httpAddress = "";

    @Option(
            names = "--events",
            description = "Tell Kubernetes by events which devices are not offered, and which pods kubelet rejected."
                    + " Needs a service account, or KUBECONFIG.")
    boolean events;

    @Mixin
    PeerFlags peer = new PeerFlags();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    int run() throws HostException {
        CommandLine line = Objects.requireNonNull(spec, "picocli sets it").commandLine();
        Duty duty = duty(line);
        Supplier<Parsed> file = file(line, duty);
        List<String> ignored = PeerFlags.ignored(line);
        if (!ignored.isEmpty()) {
            Log.event("flags without a meaning here are ignored", Key.DETAIL, String.join(" ", ignored));
        }
        return run(file, duty, http(line));
    }

    private Duty duty(CommandLine line) {
        if (withoutKubelet && pluginOnly) {
            throw new ParameterException(line, "--no-kubelet and " + PLUGIN_ONLY + " exclude each other");
        }
        return withoutKubelet ? Duty.CNI : pluginOnly ? Duty.DEVICE_PLUGIN : Duty.EVERYTHING;
    }

    private Optional<HttpAddress> http(CommandLine line) {
        if (httpAddress.equals("off")) {
            return Optional.empty();
        }
        Optional<HttpAddress> address = HttpAddress.parse(httpAddress);
        if (address.isEmpty()) {
            throw new ParameterException(
                    line, "--http: '" + httpAddress + "' is neither ADDRESS:PORT, as 127.0.0.1:9808, nor off");
        }
        return address;
    }

    /** The configuration as it reads whenever asked. */
    private Supplier<Parsed> file(CommandLine line, Duty duty) {
        if (config != null && peer.file().isPresent()) {
            throw new ParameterException(line, "--config and --config-file name the same: give one of them");
        }
        if (config == null) {
            config = peer.file().orElse(null);
        }
        String prefix = peer.prefix(line);
        return duty.keepsVfs()
                ? () -> configuration(prefix)
                : () -> configuration(prefix).offers();
    }

    private int run(Supplier<Parsed> file, Duty duty, Optional<HttpAddress> http) throws HostException {
        Parsed parsed = file.get();
        output().problems(parsed.warnings());
        if (parsed.intent().isEmpty()) {
            output().problems(parsed.errors());
            return 1;
        }
        HostPaths paths = duty.keepsVfs()
                ? paths()
                : paths().unlessMoved(HostPaths.STATE, VOLATILE_STATE)
                        .unlessMoved(HostPaths.PLUGINS_REGISTRY, "/var/lib/kubelet/plugins_registry");
        if (isOwnHost() && !isGivenWhatItNeeds(paths, duty)) {
            return 1;
        }
        return serve(new AgentSetup(
                paths,
                parsed.intent().get(),
                file,
                configurationDirectories(),
                duty,
                takeOver,
                peer.useCdi,
                http,
                events));
    }

    /** Until it is asked to end. */
    private static int serve(AgentSetup setup) throws HostException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        AtomicBoolean asked = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(Threads.named("shutdown", () -> {
            end.countDown();
            if (Threads.awaitQuietly(ended, Agent.SHUTDOWN) && asked.get()) {
                leave();
            }
        }));
        try (Agent agent = Agent.start(setup)) {
            Log.event("agent is ready");
            end.await();
            asked.set(true);
            Log.event("agent is asked to end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
        return 0;
    }

    private boolean isGivenWhatItNeeds(HostPaths paths, Duty duty) throws HostException {
        Given given = new Given(paths, duty);
        given.kubeletElsewhere().ifPresent(p -> Log.problem("kubelet's directory is another", p));
        List<Problem> missing = given.missing();
        output().problems(missing);
        return missing.isEmpty();
    }

    /** A JVM that ends by a signal tells 143 however well it ended; who ends as asked tells 0. */
    @AllowForbidden("within the shutdown hook nothing else sets the exit code")
    private static void leave() {
        Runtime.getRuntime().halt(0);
    }
}
