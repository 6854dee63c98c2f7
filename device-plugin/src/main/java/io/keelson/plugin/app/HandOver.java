package io.keelson.plugin.app;

import io.keelson.plugin.cni.AgentClient;
import io.keelson.vf.HostControl;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How an agent that is ready takes the place of the one that runs: asked by its socket, that one lets go of the lock, and serves
 * kubelet until the new one does.
 */
record HandOver(Path socket) {
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long BETWEEN_TRIES = Duration.ofMillis(10).toNanos();

    /** Takes control of the host; fails with {@code AGENT_ALREADY_RUNNING} while somebody has it. */
    @FunctionalInterface
    interface Attempt {
        HostControl take() throws HostException;
    }

    /** Control of the host, once whoever has it has let go; fails as the last attempt did. */
    HostControl take(Attempt attempt) throws HostException {
        Deadline until = Deadline.after(PATIENCE);
        for (boolean asked = false; ; asked = true) {
            try {
                return attempt.take();
            } catch (HostException e) {
                if (e.problem().code() != Code.AGENT_ALREADY_RUNNING || until.passed()) {
                    throw e;
                }
            }
            if (!asked) {
                ask();
            }
            LockSupport.parkNanos(BETWEEN_TRIES);
        }
    }

    /** Its answer may be cut off as its socket closes; what counts is the lock. */
    private void ask() {
        try {
            new AgentClient(socket).run(List.of(AgentCommands.HAND_OVER), Deadline.after(ANSWER));
        } catch (HostException e) {
            Log.problem("the agent that runs did not answer; its lock is waited for", e.problem());
        }
    }
}
