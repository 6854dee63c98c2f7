package io.keelson.vf.attach;

import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Netdev;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.World;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a netdev is called at home: as the baseline says, unless another one has that name at this moment. A driver's probe
 * gives the first free name, which may be the home name of a VF that is away. Two of them would each wait for the other's
 * name for ever, so the one that finds its own taken waits under a name that nobody else can have.
 */
final class HomeName {
    private HomeName() {}

    /** The name to give it now; empty where the baseline knows none. */
    static Optional<IfName> of(World world, Vf vf, Baseline baseline) {
        return baseline.name().map(name -> isTaken(world, vf, name) ? waiting(vf.address()) : name);
    }

    /** {@code kl000021102} for {@code 0000:21:10.2}: at most 15 octets, as IFNAMSIZ allows. */
    static IfName waiting(PciAddress vf) {
        String digits = vf.toString().replace(":", "").replace(".", "");
        return new IfName("kl" + digits);
    }

    private static boolean isTaken(World world, Vf vf, IfName name) {
        Stream<Netdev> pfs = world.facts().pfs().stream().map(Pf::netdev).flatMap(Optional::stream);
        Stream<Netdev> others = world.facts()
                .vfs()
                .filter(other -> !other.address().equals(vf.address()))
                .map(Vf::netdev)
                .flatMap(Optional::stream);
        return Stream.concat(pfs, others).anyMatch(n -> n.name().equals(name));
    }
}
