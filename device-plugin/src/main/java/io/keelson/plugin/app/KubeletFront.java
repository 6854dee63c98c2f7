package io.keelson.plugin.app;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.plugin.kubelet.KubeletPaths;
import io.keelson.plugin.kubelet.KubeletSession;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** The desks of all pools at kubelet: served, and at the end handed over to another agent. */
record KubeletFront(KubeletSession session) implements PoolDesks.Counter {
    /** For the agent after this one to recover, look and listen. */
    private static final Duration SUCCESSION = Duration.ofSeconds(15);

    /** For kubelet to have the list of the agent after this one, which calls it as soon as it listens. */
    private static final long LINGER = Duration.ofSeconds(1).toNanos();

    /** @param registered told whenever kubelet has taken a registration */
    static KubeletFront open(KubeletPaths paths, KubeletIo io, Runnable registered) throws HostException {
        try {
            KubeletSession session =
                    KubeletSession.start(io, KubeletSession.Setup.usual(paths, registered), Threads.factory("kubelet"));
            Log.event("serving kubelet", Key.SOCKET, paths.registration());
            return new KubeletFront(session);
        } catch (IOException e) {
            throw new HostException(Output.internal(e), e);
        }
    }

    void serve(PoolDesks desks, AgentCommands commands) throws HostException {
        desks.servedBy(this);
        commands.kubelet(session::status);
        commands.pools(() -> desks.states(session.status()));
    }

    /** Another agent is about to serve the same resources: its sockets take the place of ours. */
    void expectSuccessor() {
        Log.event("another agent takes over");
        session.expectSuccessor();
    }

    /** Serves on until the other agent is kubelet's, or has failed to become so in time. */
    void outlastSuccession() {
        try {
            boolean came = session.awaitSuccessor(Deadline.after(SUCCESSION));
            Log.event(came ? "another agent has taken over" : "no other agent has taken over in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LockSupport.parkNanos(LINGER);
        session.close();
    }

    void close() {
        session.close();
    }

    @Override
    public void open(PoolDesk desk) throws HostException {
        session.serve(desk);
    }

    @Override
    public void close(ResourceName resource) {
        session.withdraw(resource);
    }

    @Override
    public void again(ResourceName resource) {
        session.again(resource);
    }
}
