package io.keelson.plugin.app;

import io.keelson.plugin.attach.Announcements;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Lease;
import io.keelson.vf.Machine;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import java.util.List;

/** Announces new addresses on the wire; a pod is attached whether or not its neighbours heard. */
record Neighbours(Machine machine) implements Announcements {
    @Override
    public void announce(List<Attached> attached) {
        for (Attached one : attached) {
            List<IfAddress> addresses =
                    one.lease().addresses().stream().map(Lease.Address::address).toList();
            if (!addresses.isEmpty() && one.mtu().isPresent()) {
                announce(one, addresses);
            }
        }
    }

    private void announce(Attached one, List<IfAddress> addresses) {
        try {
            machine.announce(one.netns(), one.device(), addresses);
        } catch (HostException e) {
            Log.problem("addresses were not announced", e.problem());
        }
    }
}
