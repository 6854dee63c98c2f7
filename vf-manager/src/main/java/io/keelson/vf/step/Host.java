package io.keelson.vf.step;

/** The kernel as steps see it. Real in {@code vf.run.KernelHost}; a double that behaves in the tests. */
public interface Host {
    /** PCI functions: VF count, drivers. */
    PciBus pci();

    /** What PFs hold about their VFs. */
    VfTable vfTable();

    /** Netdevs, in the host's namespace and in pods'. */
    Links links();

    /** IP addresses and routes on them. */
    Addressing addressing();

    /** The same host for one plan on one thread: what it opens on the way it may keep open until it is closed. */
    default Visit visit() {
        return new PlainVisit(this);
    }

    /** A host as long as it is not closed. */
    interface Visit extends Host, AutoCloseable {
        @Override
        void close();
    }
}
