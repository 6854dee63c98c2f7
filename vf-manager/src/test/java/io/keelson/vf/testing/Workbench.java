package io.keelson.vf.testing;

import io.keelson.vf.FactSource;
import io.keelson.vf.HostWriter;
import io.keelson.vf.KernelFacts;
import io.keelson.vf.Recovery;
import io.keelson.vf.Releases;
import io.keelson.vf.UseEvidence;
import io.keelson.vf.journal.Journal;
import io.keelson.vf.journal.JournalObserver;
import io.keelson.vf.journal.OpenTransaction;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Netns;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Uses;
import io.keelson.vf.run.Lanes;
import io.keelson.vf.run.StepRunner;
import io.keelson.vf.step.StepListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/**
 * Everything between the fronts and a fake kernel, all of it real but the kernel: facts, journal, writer, releases. Over the
 * same host and directory another one takes up what a dead one left.
 */
public final class Workbench implements AutoCloseable {
    /** The boot all of them are in. */
    public static final BootId BOOT = new BootId("00000000-0000-4000-8000-000000000001");

    /** Stands still. */
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final FakeHost host;
    private final Journal journal;
    private final KernelFacts facts;
    private final HostWriter writer;
    private final Releases releases;

    /** A host nobody uses but whom the journal knows. */
    public Workbench(FakeHost host, Path state) throws HostException {
        this(host, state, lanes -> Uses.NONE);
    }

    /** With this evidence of use from elsewhere. */
    public Workbench(FakeHost host, Path state, UseEvidence evidence) throws HostException {
        this(host, state, evidence, FactSource.of(host::snapshot));
    }

    /** That looks at the host by this source. */
    public Workbench(FakeHost host, Path state, UseEvidence evidence, FactSource source) throws HostException {
        this.host = host;
        journal = Journal.open(state, BOOT, "test", CLOCK, JournalObserver.NONE);
        facts = new KernelFacts(source);
        writer = new HostWriter(facts, journal, evidence, new Lanes(), new StepRunner(host, StepListener.NONE));
        releases = new Releases(writer);
    }

    /** The fake kernel. */
    public FakeHost host() {
        return host;
    }

    /** What it looks like. */
    public KernelFacts facts() {
        return facts;
    }

    /** The one way to change it. */
    public HostWriter writer() {
        return writer;
    }

    /** Takes VFs back. */
    public Releases releases() {
        return releases;
    }

    /** A recovery that gives addresses back this way. */
    public Recovery recovery(Recovery.GiveBack giveBack) {
        return new Recovery(writer, releases, this::alive, giveBack);
    }

    /** Whether the owner's namespace is there. */
    public boolean alive(Owner owner) {
        return host.isAlive(Netns.at(owner.netns()));
    }

    /** Transactions that the journal had open when it was opened. */
    public List<OpenTransaction> leftOpen() {
        return journal.open();
    }

    /** What a dead agent left open is closed, as a start does once all is planned again. */
    public void closeOpenTransactions() throws HostException {
        for (OpenTransaction open : journal.open()) {
            Problem died = Problem.of(Code.INTERNAL, new Subject("transaction " + open.tx()), "died within it", "");
            journal.undone(open.tx(), died, List.of());
        }
    }

    /** From now on nothing can be written down: what a full disk does, or an agent that ends. */
    public void loseJournal() {
        close();
    }

    @Override
    public void close() {
        try {
            journal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
