package io.keelson.config.testing;

import io.keelson.vf.model.BootId;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.Pf;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Uses;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.World;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Worlds to plan against. */
public final class Worlds {
    private Worlds() {}

    /** Nothing held, nothing declared, nothing in use. */
    public static World of(PfBuilder... pfs) {
        return of(Ledger.EMPTY, Uses.NONE, pfs);
    }

    /** With this ledger and this evidence of use. */
    public static World of(Ledger ledger, Uses uses, PfBuilder... pfs) {
        List<Pf> built = Arrays.stream(pfs).map(PfBuilder::build).toList();
        return new World(new Snapshot(7, built, List.of()), ledger, uses);
    }

    /** The same world, this VF being attached to a pod. */
    public static World held(World world, VfId vf, String pod) {
        Map<VfId, Owner> owners = new HashMap<>(world.ledger().owners());
        owners.put(vf, owner(pod));
        Ledger ledger =
                new Ledger(owners, world.ledger().baselines(), world.ledger().grants());
        return new World(world.facts(), ledger, world.uses());
    }

    /** An owner that is attached. */
    public static Owner owner(String pod) {
        return new Owner(
                new OwnerKey(
                        new BootId("00000000-0000-0000-0000-000000000001"),
                        new ContainerId("c0ffee"),
                        new IfName("net1")),
                OwnerPhase.ATTACHED,
                new PodRef("ran", pod, "u1"),
                new NetnsPath("/run/netns/" + pod),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
    }
}
