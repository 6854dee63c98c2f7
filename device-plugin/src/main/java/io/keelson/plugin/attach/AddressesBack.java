package io.keelson.plugin.attach;

import io.keelson.vf.Recovery;
import io.keelson.vf.Sandboxes;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import java.time.Duration;
import java.util.Optional;

/** Gives an owner's addresses back to the IPAM plugin they came from, by the call its owner record keeps. */
public record AddressesBack(Ipam ipam, Sandboxes sandboxes) implements Recovery.GiveBack {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Override
    public void addressesOf(Owner owner) throws HostException {
        if (owner.ipam().isEmpty()) {
            return;
        }
        IpamCall call = owner.ipam().get();
        Optional<NetnsPath> netns = sandboxes.alive(owner) ? Optional.of(owner.netns()) : Optional.empty();
        ipam.del(call, new Ipam.Target(owner.key().container(), owner.key().ifName(), netns), Deadline.after(PATIENCE));
    }
}
