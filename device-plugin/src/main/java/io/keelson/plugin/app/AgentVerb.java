package io.keelson.plugin.app;

import io.keelson.config.parse.Parsed;
import io.keelson.vf.model.HostException;
import java.util.concurrent.CountDownLatch;
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

    @Override
    int run() throws HostException {
        Parsed parsed = configuration();
        output().problems(parsed.warnings());
        if (parsed.intent().isEmpty()) {
            output().problems(parsed.errors());
            return 1;
        }
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(Threads.named("shutdown", () -> {
            end.countDown();
            Threads.awaitQuietly(ended, Agent.SHUTDOWN);
        }));
        try (Agent agent = Agent.start(paths(), parsed.intent().get(), !withoutKubelet)) {
            Log.event("agent is ready");
            end.await();
            Log.event("agent is asked to end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
        return 0;
    }
}
