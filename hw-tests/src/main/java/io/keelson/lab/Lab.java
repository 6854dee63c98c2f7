package io.keelson.lab;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts guests, each from a snapshot on a fresh disk; what is missing for that is built first, and said. */
public final class Lab {
    private final Artefacts artefacts;
    private final Starter starter;
    private final AtomicInteger started = new AtomicInteger();

    private Lab(Artefacts artefacts, Progress progress) {
        this.artefacts = artefacts;
        this.starter = new Starter(artefacts, progress);
    }

    /** The lab of the hw-tests folder that is, or is in, the working directory. */
    public static Lab open(Progress progress) {
        return new Lab(new Artefacts(Artefacts.home(), progress), progress);
    }

    /** Why there can be no such guest on this machine; empty if there can. Builds what is needed to know. */
    public Optional<String> missing(GuestSpec spec) {
        try {
            if (spec.kubelet()) {
                artefacts.kubelet();
            }
            if (spec.extra() == Extra.VIRTIO) {
                artefacts.newerQemu();
            }
            return Optional.empty();
        } catch (MissingException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** A guest that ends when it is closed, at the latest with this process. */
    public Guest start(GuestSpec spec) {
        String name = "p" + ProcessHandle.current().pid() + "-" + started.incrementAndGet();
        return starter.start(spec, name, Lifetime.WITH_US);
    }

    /** A guest that runs until {@link #find} and {@link Guest#close}, whatever becomes of this process. */
    public Guest startDetached(GuestSpec spec, String name) {
        return starter.start(spec, name, Lifetime.UNTIL_DOWN);
    }

    /** The detached guest of that name, if it runs. */
    public static Optional<Guest> find(String name) {
        GuestFolder folder = GuestFolder.of(name);
        if (folder.process().isEmpty()) {
            return Optional.empty();
        }
        Machine machine = Machine.found(folder);
        return Optional.of(new Guest(machine, machine.connect()));
    }
}
