package io.keelson.plugin.app;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Those who wait for a pass that begins after they asked. Safe for use by several threads. */
final class PassRequests {
    private final BlockingQueue<CompletableFuture<PassReport>> waiting = new LinkedBlockingQueue<>();

    /** Asks for a pass, wakes who makes it, and waits for its report; fails with {@code DEADLINE_PASSED}. */
    PassReport ask(Runnable wake, Deadline until) throws HostException {
        CompletableFuture<PassReport> report = new CompletableFuture<>();
        waiting.add(report);
        wake.run();
        try {
            return report.get(until.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException(late("nobody waits for it any more"), e);
        } catch (TimeoutException | ExecutionException e) {
            throw new HostException(late("it did not end in time"), e);
        }
    }

    /** Everybody who asked so far; to be taken before the pass, and told after it. */
    List<CompletableFuture<PassReport>> take() {
        List<CompletableFuture<PassReport>> asked = new ArrayList<>();
        waiting.drainTo(asked);
        return asked;
    }

    private static Problem late(String why) {
        return Problem.of(
                Code.DEADLINE_PASSED,
                new Subject("the agent's pass"),
                why + "; the agent goes on with it",
                "see its log, and ask again");
    }
}
