package io.keelson.plugin.app;

import io.keelson.config.model.Intent;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.cni.Conflist;
import io.keelson.plugin.kubelet.KubeletIo;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    /** The machine and the gRPC threads. */
    private static final int HELD_FOR_KUBELET = 2;

    private final Parts parts = new Parts();

    static Agent start(AgentSetup setup) throws HostException {
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

    private void open(AgentSetup setup) throws HostException {
        HostPaths paths = setup.paths();
        Intent intent = setup.intent();
        Tally tally = new Tally(new Totals());
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
        HostControl control = control(setup, machine, host, tally);
        Wiring wiring = Wiring.of(setup, new Wiring.Seen(steps, tally), machine, control, reads);
        LiveView view = new LiveView(setup.duty(), wiring);
        setup.http().ifPresent(address -> parts.push(HttpFront.open(address, view)::close));
        if (setup.duty().keepsVfs()) {
            recover(wiring, control);
        }
        PoolDesks desks = desks(setup, wiring);
        Runnable registered = ClusterFront.open(setup, control.writer(), desks, parts);
        Adoption adoption = new Adoption(control.writer(), new GrantRecords(control.writer()), Clock.systemUTC());
        adoption.of(reads.allocated(), PoolAssignment.of(intent, machine.facts().last()));
        PoolAssignment assignment = wiring.pass(Moved.ANYTHING);
        requireNoOverlap(assignment);
        adoption.of(reads.allocated(), assignment);
        if (setup.duty().keepsVfs()) {
            new CniFront(parts).open(paths.socket(), wiring);
        }
        desks.update(wiring.intent().get().pools(), assignment, Moved.NOTHING);
        wiring.commands().pools(() -> desks.states(List.of()));
        if (setup.duty().servesKubelet()) {
            serveKubelet(KubeletFront.open(paths.kubelet(), io, registered), desks, wiring.commands());
        }
        view.start();
        startWatching(setup, new Watch(machine.watch(), wiring, desks, reads), wiring.commands());
    }

    private HostControl control(AgentSetup setup, Machine machine, HostControl.Setup host, Tally tally)
            throws HostException {
        HostControl control = setup.takesOver()
                ? new HandOver(setup.paths().socket()).take(() -> HostControl.take(machine, host, tally))
                : HostControl.take(machine, host, tally);
        parts.push(control::close);
        control.findings().forEach(p -> Log.problem("the journal was damaged", p));
        return control;
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

    private static PoolDesks desks(AgentSetup setup, Wiring wiring) {
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
        Healths healths = new Healths(wiring.proofs(), nodes::present, System::nanoTime);
        return new PoolDesks(wiring.control().writer(), healths, ports, setup.useCdi());
    }

    private void serveKubelet(KubeletFront kubelet, PoolDesks desks, AgentCommands commands) throws HostException {
        Parts.Part end = kubelet::close;
        parts.push(end);
        commands.handOver(
                () -> Threads.named("hand-over", () -> handOver(kubelet, end)).start());
        kubelet.serve(desks, commands);
    }

    private void startWatching(AgentSetup setup, Watch watch, AgentCommands commands) throws HostException {
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
    private synchronized void handOver(KubeletFront kubelet, Parts.Part end) {
        kubelet.expectSuccessor();
        parts.remove(end);
        parts.close(HELD_FOR_KUBELET);
        kubelet.outlastSuccession();
        parts.close(0);
    }

    /** Ends everything, kubelet first, the journal and the lock last. */
    @Override
    public synchronized void close() {
        parts.close(0);
    }
}
