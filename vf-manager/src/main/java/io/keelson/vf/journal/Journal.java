package io.keelson.vf.journal;

import io.keelson.vf.journal.JournalRecord.Begin;
import io.keelson.vf.journal.JournalRecord.Commit;
import io.keelson.vf.journal.JournalRecord.Recorded;
import io.keelson.vf.journal.JournalRecord.Undone;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.LedgerChange;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.step.Plan;
import io.keelson.vf.step.Step;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The append-only log in {@code /var/lib/keelson/journal}, open for writing, with the ledger folded from it. Its opener holds
 * the {@link InstanceLock} of the directory. Thread-safe.
 *
 * <p>A transaction is written before the kernel is touched and closed before success is answered. When writing fails
 * ({@code JOURNAL_UNWRITABLE}) neither file nor ledger changed, and the caller must not go on.
 */
public final class Journal implements Closeable {
    /** Name of the file in its directory. */
    public static final String FILE = "journal";

    /** From this size in bytes on {@link #findings} says that the file is large. */
    static final long LARGE = 64L << 20;

    private final Object lock = new Object();
    private final Path path;
    private final BootId boot;
    private final Clock clock;
    private final JournalFile file;
    private final LedgerFold fold;
    private final List<Problem> found;
    private final List<OpenTransaction> openAtStart;
    private volatile @Nullable Ledger current;
    private boolean closed;

    private Journal(Path path, BootId boot, Clock clock, Opening opening) {
        this.path = path;
        this.boot = boot;
        this.clock = clock;
        this.file = opening.file();
        this.fold = opening.fold();
        this.found = opening.findings();
        this.openAtStart = fold.open();
    }

    /**
     * Opens the journal of this directory for the agent of this version, making both where they are missing.
     *
     * <p>Fails with {@code JOURNAL_UNKNOWN_RECORD} when an agent of another version wrote something this one would
     * misunderstand, with {@code JOURNAL_UNREADABLE} and with {@code JOURNAL_UNWRITABLE}.
     */
    public static Journal open(Path directory, BootId boot, String agent, Clock clock, JournalObserver observer)
            throws HostException {
        Path path = directory.resolve(FILE);
        return new Journal(path, boot, clock, Opening.of(directory, boot, agent, now(clock), observer));
    }

    /** Who holds what, as of the last record. */
    public Ledger ledger() {
        Ledger known = current;
        if (known != null) {
            return known;
        }
        synchronized (lock) {
            Ledger folded = fold.ledger();
            current = folded;
            return folded;
        }
    }

    /** What was wrong with the file when it was opened, what was found wrong earlier in this boot, and whether it is large. */
    public List<Problem> findings() {
        List<Problem> findings = new ArrayList<>(found);
        synchronized (lock) {
            if (file.size() > LARGE) {
                findings.add(large(file.size()));
            }
        }
        return List.copyOf(findings);
    }

    /**
     * Whether bad lines were found in this boot: an owner or a grant may be missing from the ledger, so only VFs verified
     * clean may be offered. True until the next boot, over restarts too.
     */
    public boolean evidenceDamaged() {
        synchronized (lock) {
            return fold.damaged().isPresent();
        }
    }

    /** Transactions that were open when the journal was opened; closed by {@link #undone} once all is planned again. */
    public List<OpenTransaction> open() {
        return openAtStart;
    }

    /**
     * Writes that this plan begins, with its ledger changes for the beginning, and gives the transaction's number. Fails with
     * {@code JOURNAL_UNWRITABLE}, and with {@code DEVICE_HELD} when it would take a VF from a live owner, now or at its commit.
     */
    public long begin(Plan plan) throws HostException {
        synchronized (lock) {
            refuseClash(both(plan));
            long tx = fold.lastTx() + 1;
            StepList steps = StepList.of(plan.steps());
            append(new Begin(boot, now(clock), tx, plan.purpose(), plan.generation(), steps, plan.begin()));
            return tx;
        }
    }

    /** Writes that every step of the plan is verified, with its ledger changes for that. Fails as {@link #begin}. */
    public void commit(long tx, Plan plan) throws HostException {
        synchronized (lock) {
            demandOpen(tx);
            refuseClash(plan.commit());
            append(new Commit(boot, now(clock), tx, plan.commit()));
        }
    }

    /** Writes that the transaction came to nothing, and which steps stay done; its changes at the beginning stay too. */
    public void undone(long tx, Problem problem, List<Step> left) throws HostException {
        synchronized (lock) {
            demandOpen(tx);
            append(new Undone(boot, now(clock), tx, problem.line(), StepList.of(left)));
        }
    }

    /** Writes the ledger changes of a plan without steps, those for the beginning first. Fails as {@link #begin}. */
    public void record(Plan plan) throws HostException {
        if (!plan.steps().isEmpty()) {
            throw new IllegalArgumentException("a plan with steps is a transaction");
        }
        synchronized (lock) {
            refuseClash(both(plan));
            append(new Recorded(boot, now(clock), plan.purpose(), both(plan)));
        }
    }

    /** Closes the file; what is appended later fails with {@code SHUTTING_DOWN}. */
    @Override
    public void close() throws IOException {
        synchronized (lock) {
            closed = true;
            file.close();
        }
    }

    private void append(JournalRecord record) throws HostException {
        if (closed) {
            throw new HostException(shuttingDown());
        }
        List<Fitting> parts = Fitting.of(record).orElseThrow(() -> new HostException(tooLong()));
        file.append(Fitting.join(parts), Durability.of(record.changes()));
        parts.forEach(part -> fold.apply(part.record()));
        current = null;
    }

    private void demandOpen(long tx) {
        if (!fold.isOpen(tx)) {
            throw new IllegalArgumentException("transaction " + tx + " is not open");
        }
    }

    private void refuseClash(List<LedgerChange> changes) throws HostException {
        for (LedgerChange change : changes) {
            if (change instanceof LedgerChange.OwnerSet set
                    && !set.owner().key().boot().equals(boot)) {
                throw new IllegalArgumentException("an owner of another boot");
            }
        }
        Optional<LedgerFold.Clash> clash = fold.clash(changes);
        if (clash.isPresent()) {
            throw new HostException(held(clash.get()));
        }
    }

    private static List<LedgerChange> both(Plan plan) {
        List<LedgerChange> all = new ArrayList<>(plan.begin());
        all.addAll(plan.commit());
        return all;
    }

    private static Instant now(Clock clock) {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static Problem held(LedgerFold.Clash clash) {
        return Problem.of(
                Code.DEVICE_HELD,
                Subject.of(clash.vf().address()),
                "pod " + clash.holder().pod() + " (" + clash.holder().key() + ") holds it, pod "
                        + clash.comer().pod() + " (" + clash.comer().key() + ") asks for it",
                "it is free once the first is released");
    }

    private Problem tooLong() {
        return Problem.of(
                Code.JOURNAL_UNWRITABLE,
                Subject.file(path),
                "one change is longer than a line of " + Line.MAX + " bytes; nothing was changed",
                "make the attachment's IPAM configuration shorter");
    }

    private Problem shuttingDown() {
        return Problem.of(Code.SHUTTING_DOWN, Subject.file(path), "the journal is closed", "try again");
    }

    private Problem large(long size) {
        return Problem.of(
                Code.JOURNAL_LARGE,
                Subject.file(path),
                (size >> 20) + " MiB, more than the " + (LARGE >> 20) + " it should have",
                "stop the agent with no pod holding a VF, and move the journal away");
    }
}
