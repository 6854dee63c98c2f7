package io.keelson.plugin.app;

import io.keelson.config.parse.Parsed;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code keelson agent}: the daemon. */
@Command(
        name = "agent",
        mixinStandardHelpOptions = true,
        description = "Run the agent: configure NICs, serve kubelet and CNI, until SIGTERM.",
        footerHeading = "%nExample:%n",
        footer = "  keelson agent --config /etc/keelson/keelson.yaml")
final class AgentVerb extends Verb {
    @Option(names = "--no-kubelet", description = "Serve CNI only; nothing is offered to kubelet.")
    boolean withoutKubelet;

    @Option(
            names = "--use-cdi",
            description = "Have container runtimes add device nodes (CDI), instead of telling kubelet the nodes.")
    boolean useCdi;

    @Override
    int run() throws HostException {
        Parsed parsed = configuration();
        output().problems(parsed.warnings());
        if (parsed.intent().isEmpty()) {
            output().problems(parsed.errors());
            return 1;
        }
        if (isOwnHost() && !isGivenWhatItNeeds()) {
            return 1;
        }
        Agent.Setup setup = new Agent.Setup(
                paths(),
                parsed.intent().get(),
                this::configuration,
                configurationDirectories(),
                !withoutKubelet,
                useCdi);
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

    private boolean isGivenWhatItNeeds() throws HostException {
        Given given = new Given(paths(), !withoutKubelet);
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
