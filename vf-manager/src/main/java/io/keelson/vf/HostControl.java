package io.keelson.vf;

import io.keelson.vf.journal.InstanceLock;
import io.keelson.vf.journal.Journal;
import io.keelson.vf.journal.JournalObserver;
import io.keelson.vf.journal.OpenTransaction;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.run.Lanes;
import io.keelson.vf.run.StepRunner;
import io.keelson.vf.step.StepListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** The right to change one host: the instance lock, the journal, and the writer over them. One at a time in a machine. */
public final class HostControl implements AutoCloseable {
    private final InstanceLock lock;
    private final Journal journal;
    private final HostWriter writer;

    private HostControl(InstanceLock lock, Journal journal, HostWriter writer) {
        this.lock = lock;
        this.journal = journal;
        this.writer = writer;
    }

    /** Who controls, and with what. */
    public record Setup(Path state, String version, Clock clock, UseEvidence evidence, StepListener steps) {}

    /** Takes control, or fails with {@code AGENT_ALREADY_RUNNING} or what is wrong with the journal. */
    public static HostControl take(Machine machine, Setup setup) throws HostException {
        return take(machine, setup, ChangeWatch.NONE);
    }

    /** The same, and somebody hears what changes cost. */
    public static HostControl take(Machine machine, Setup setup, ChangeWatch watch) throws HostException {
        InstanceLock lock = InstanceLock.take(machine.libc(), setup.state());
        try {
            Journal journal =
                    Journal.open(setup.state(), machine.bootId(), setup.version(), setup.clock(), forces(watch));
            StepRunner runner = new StepRunner(machine.host(), setup.steps());
            HostWriter writer = new HostWriter(machine.facts(), journal, setup.evidence(), new Lanes(), runner, watch);
            return new HostControl(lock, journal, writer);
        } catch (HostException e) {
            lock.close();
            throw e;
        }
    }

    private static JournalObserver forces(ChangeWatch watch) {
        return new JournalObserver() {
            @Override
            public void forced() {
                watch.forced();
            }
        };
    }

    /** The one way to change the host. */
    public HostWriter writer() {
        return writer;
    }

    /** What was wrong with the journal. */
    public List<Problem> findings() {
        return journal.findings();
    }

    /** Whether owners or grants may be missing, so that only VFs verified clean may be offered. */
    public boolean evidenceDamaged() {
        return journal.evidenceDamaged();
    }

    /** Closes what a dead agent left open, once all has been planned again. */
    public void closeOpenTransactions() throws HostException {
        for (OpenTransaction open : journal.open()) {
            Problem died = Problem.of(
                    Code.INTERNAL,
                    new Subject("transaction " + open.tx()),
                    "the agent ended within it; planned again at start",
                    "nothing to do");
            journal.undone(open.tx(), died, List.of());
        }
    }

    @Override
    public void close() throws HostException {
        try (lock) {
            journal.close();
        } catch (IOException e) {
            throw new HostException(
                    Problem.of(Code.JOURNAL_UNWRITABLE, new Subject("journal"), e.toString(), "see the disk"), e);
        }
    }
}
