package io.keelson.vf.step;

/** A visit to a host that has nothing to keep open. */
class PlainVisit implements Host.Visit {
    private final Host host;

    PlainVisit(Host host) {
        this.host = host;
    }

    @Override
    public PciBus pci() {
        return host.pci();
    }

    @Override
    public VfTable vfTable() {
        return host.vfTable();
    }

    @Override
    public Links links() {
        return host.links();
    }

    @Override
    public Addressing addressing() {
        return host.addressing();
    }

    @Override
    public void close() {}
}
