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
}
