package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.Parsed;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.attach.Attachments;
import io.keelson.plugin.cni.AgentRequests;
import io.keelson.plugin.cni.AgentSocket;
import io.keelson.plugin.cni.Conflist;
import io.keelson.plugin.kubelet.KubeletIo;
import io.keelson.plugin.kubelet.KubeletSession;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.watch.DirectoryWatch;
import io.keelson.vf.HostControl;
import io.keelson.vf.Machine;
import io.keelson.vf.Moved;
import io.keelson.vf.Recovery;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The running agent: everything is opened in the order of need and closed in reverse. The order at start is: lock and
 * journal, look, take back what dead sandboxes hold, make the host as configured, then open CNI, then kubelet, so that the
 * first list kubelet gets is true.
 */
final class Agent implements AutoCloseable {
    /** How long an end may take before the process ends regardless. */
    static final Duration SHUTDOWN = Duration.ofSeconds(25);

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final int WORKERS = 16;

    /** The machine and the gRPC threads. */
    private static final int HELD_FOR_KUBELET = 2;

    /** For the agent after this one to recover, look and listen. */
    private static final Duration SUCCESSION = Duration.ofSeconds(15);

    /** For kubelet to have the list of the agent after this one, which calls it as soon as it listens. */
    private static final long LINGER = Duration.ofSeconds(1).toNanos();

    private final Deque<Part> parts = new ArrayDeque<>();

    /** Something opened that has to be closed. */
    private interface Part {
        void close() throws Exception;
    }

    /**
     * What the agent is to be.
     *
     * @param intent to start with
     * @param file the configuration as it reads whenever asked
     * @param directories where a change of files may mean that the configuration reads otherwise
     * @param duty which part of the work is this agent's
     * @param takesOver from an agent that runs, once this one is ready to
     * @param useCdi container runtimes add the nodes of devices, from files of ours
     */
    record Setup(
            HostPaths paths,
            Intent intent,
            Supplier<Parsed> file,
            Set<Path> directories,
            Duty duty,
            boolean takesOver,
            boolean useCdi) {
        Setup {
            directories = Set.copyOf(directories);
        }

        Setup(HostPaths paths, Intent intent, Supplier<Parsed> file, Set<Path> directories, Duty duty, boolean useCdi) {
            this(paths, intent, file, directories, duty, false, useCdi);
        }
    }

    static Agent start(Setup setup) throws HostException {
        Agent agent = new Agent();
        Optional<ReadyFile> ready = setup.paths().ready().map(ReadyFile::new);
        try {
            if (ready.isPresent()) {
                ready.get().remove();
            }
            agent.open(setup);
            if (ready.isPresent()) {
                agent.tell(ready.get());
            }
            return agent;
        } catch (HostException | RuntimeException e) {
            agent.close();
            throw e;
        }
    }

    private synchronized void tell(ReadyFile ready) throws HostException {
        ready.write();
        parts.push(ready::remove);
    }

    private void open(Setup setup) throws HostException {
        HostPaths paths = setup.paths();
        Intent intent = setup.intent();
        Tally tally = new Tally();
        Machine machine = Machine.open(paths.root(), tally::message);
        parts.push(machine::close);
        requireNoOverlap(PoolAssignment.of(intent, machine.facts().last()));
        KubeletIo io = new KubeletIo(Threads.factory("kubelet-io"));
        parts.push(io::close);
        KubeletReads reads = new KubeletReads(paths, io, setup.duty());
        Evidence evidence = new Evidence(reads::devicesInUse, new OpenGroups(paths.proc()), machine.facts()::last);
        StepLog steps = new StepLog();
        HostControl.Setup host =
                new HostControl.Setup(paths.state(), Version.text(), Clock.systemUTC(), evidence, steps);
        HostControl control = setup.takesOver()
                ? new HandOver(paths.socket()).take(() -> HostControl.take(machine, host, tally))
                : HostControl.take(machine, host, tally);
        parts.push(control::close);
        control.findings().forEach(p -> Log.problem("the journal was damaged", p));

        Wiring wiring = Wiring.of(setup, new Wiring.Seen(steps, tally), machine, control, reads);
        if (setup.duty().keepsVfs()) {
            recover(wiring, control);
        }
        PoolDesks desks = desks(setup, wiring);
        Adoption adoption = new Adoption(control.writer(), new GrantRecords(control.writer()), Clock.systemUTC());
        adoption.of(reads.allocated(), PoolAssignment.of(intent, machine.facts().last()));
        PoolAssignment assignment = wiring.reconciler().pass();
        requireNoOverlap(assignment);
        adoption.of(reads.allocated(), assignment);
        if (setup.duty().keepsVfs()) {
            serveCni(paths, wiring);
        }
        desks.update(wiring.intent().get().pools(), assignment, Moved.NOTHING);
        if (setup.duty().servesKubelet()) {
            serveKubelet(paths, io, desks, wiring.commands());
        }
        startWatching(setup, new Watch(machine.watch(), wiring, desks, reads), wiring.commands());
    }

    /** Two pools that match one device: which was meant, nobody can say. Asked before anything is touched, and of new VFs. */
    private static void requireNoOverlap(PoolAssignment assignment) throws HostException {
        assignment.errors().forEach(p -> Log.problem("the configuration contradicts itself on this host", p));
        if (!assignment.errors().isEmpty()) {
            throw new HostException(assignment.errors().get(0));
        }
    }

    private static void recover(Wiring wiring, HostControl control) throws HostException {
        Recovery recovery = wiring.recovery();
        for (Problem problem : recovery.atStart(wiring.reconciler()::strong, Deadline.after(RECOVERY))) {
            Log.problem("a VF is not released yet", problem);
        }
        control.closeOpenTransactions();
        Set<ContainerId> holders = control.writer().ledger().owners().values().stream()
                .map(Owner::key)
                .map(k -> k.container())
                .collect(Collectors.toSet());
        wiring.markers().rebuild(holders);
    }

    private void serveCni(HostPaths paths, Wiring wiring) throws HostException {
        try {
            Files.createDirectories(
                    java.util.Objects.requireNonNull(paths.socket().getParent()));
        } catch (IOException e) {
            throw new HostException(Output.internal(e), e);
        }
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(64), Threads.factory("request"));
        workers.allowCoreThreadTimeOut(true);
        parts.push(workers::shutdownNow);
        Attachments attaching = wiring.attaching();
        AgentSocket socket = AgentSocket.open(
                paths.socket(), new AgentRequests(attaching, wiring.commands()), workers, AgentSocket.Limits.DEFAULT);
        Threads.named("agent-socket", socket::serve).start();
        parts.push(socket::close);
        Log.event("serving CNI", Key.SOCKET, paths.socket());
    }

    private static PoolDesks desks(Setup setup, Wiring wiring) {
        HostPaths paths = setup.paths();
        Conflist conflist = new Conflist(paths.cniConfig());
        Gates gates = new Gates(wiring.control().writer(), wiring.machine(), wiring.granted(), () -> conflist.problem()
                .isEmpty());
        GrantRecords grants = new GrantRecords(wiring.control().writer());
        DevNodes nodes = new DevNodes(paths, setup.duty());
        PoolDesk.Ports ports = new PoolDesk.Ports(
                grants::grant,
                gates,
                nodes::present,
                wiring::isAtRest,
                Published.open(setup, wiring.control().writer()::ledger, nodes::present),
                Clock.systemUTC());
        return new PoolDesks(wiring.control().writer(), wiring.proofs(), ports, setup.useCdi(), System::nanoTime);
    }

    private void serveKubelet(HostPaths paths, KubeletIo io, PoolDesks desks, AgentCommands commands)
            throws HostException {
        try {
            KubeletSession session =
                    KubeletSession.start(io, KubeletSession.Setup.usual(paths.kubelet()), Threads.factory("kubelet"));
            Part end = session::close;
            parts.push(end);
            commands.handOver(() ->
                    Threads.named("hand-over", () -> handOver(session, end)).start());
            Log.event("serving kubelet", Key.SOCKET, paths.kubelet().registration());
            desks.servedBy(counter(session));
            commands.kubelet(session::status);
            commands.pools(() -> desks.states(session.status()));
        } catch (IOException e) {
            throw new HostException(Output.internal(e), e);
        }
    }

    private static PoolDesks.Counter counter(KubeletSession session) {
        return new PoolDesks.Counter() {
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
        };
    }

    private void startWatching(Setup setup, Watch watch, AgentCommands commands) throws HostException {
        Thread thread = Threads.named("reconciler", watch::run);
        thread.start();
        commands.passes(watch::passNow);
        parts.push(() -> {
            watch.end();
            thread.join(TimeUnit.SECONDS.toMillis(5));
            watch.close();
        });
        for (Path directory : setup.directories()) {
            watchConfiguration(directory, watch);
        }
    }

    private void watchConfiguration(Path directory, Watch watch) throws HostException {
        try {
            DirectoryWatch files = DirectoryWatch.ofContents(directory, watch::configurationMoved);
            Threads.named("configuration", files).start();
            parts.push(files::close);
        } catch (IOException e) {
            throw new HostException(Output.internal(e), e);
        }
    }

    /**
     * Ends everything for the agent that waits for the lock, kubelet last, so that it sees devices until that agent has
     * registered them. The process stays: whoever started it would start another in its place.
     */
    private synchronized void handOver(KubeletSession session, Part kubelet) {
        Log.event("another agent takes over");
        session.expectSuccessor();
        parts.remove(kubelet);
        close(HELD_FOR_KUBELET);
        try {
            boolean came = session.awaitSuccessor(Deadline.after(SUCCESSION));
            Log.event(came ? "another agent has taken over" : "no other agent has taken over in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LockSupport.parkNanos(LINGER);
        session.close();
        close(0);
    }

    /** Ends everything, kubelet first, the journal and the lock last. */
    @Override
    public synchronized void close() {
        close(0);
    }

    /** All but so many parts, those that were opened first. */
    private void close(int left) {
        while (parts.size() > left) {
            try {
                parts.pop().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                Log.problem("a part of the agent did not end well", Output.internal(e));
            }
        }
    }
}
