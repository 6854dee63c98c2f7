package io.keelson.vf;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Cuts parts out of full scans. */
record WholeScans(Supplier<Snapshot> whole) implements FactSource {
    @Override
    public Snapshot scan() {
        return whole.get();
    }

    @Override
    public Part pf(PciAddress pf) {
        Snapshot now = scan();
        return new Part.OfPf(now.generation(), pf, now.pf(pf), List.of());
    }

    @Override
    public Optional<Part> vf(Vf known) {
        Snapshot now = scan();
        return now.vf(known.address())
                .filter(vf -> vf.id().equals(known.id()))
                .map(vf -> new Part.OfVf(now.generation(), vf, List.of()));
    }

    @Override
    public Part settings(Vf known) {
        Snapshot now = scan();
        Optional<VfSettings> held =
                now.vf(known.address()).filter(vf -> vf.id().equals(known.id())).flatMap(Vf::settings);
        return new Part.OfSettings(now.generation(), known.id(), known.pf(), held);
    }
}
