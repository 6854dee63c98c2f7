package io.keelson.plugin.app;

import io.keelson.plugin.attach.Announcements;
import io.keelson.plugin.attach.Attached;
import io.keelson.plugin.attach.Lease;
import io.keelson.plugin.log.Key;
import io.keelson.vf.Machine;
import io.keelson.vf.Settled;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Announces new addresses on the wire, once there is a wire: what is sent before carrier is lost, and some NICs need seconds
 * for it. A pod is attached whether or not its neighbours heard.
 */
record Neighbours(Machine machine, Executor announcers) implements Announcements {
    private static final Duration TIME_FOR_CARRIER = Duration.ofSeconds(20);

    @Override
    public void announce(List<Attached> attached) {
        for (Attached one : attached) {
            List<IfAddress> addresses =
                    one.lease().addresses().stream().map(Lease.Address::address).toList();
            if (!addresses.isEmpty() && one.mtu().isPresent()) {
                announcers.execute(() -> announce(one, addresses));
            }
        }
    }

    @Override
    public List<IfAddress> duplicates(NetnsPath netns, PciAddress device, List<IfAddress> addresses, Deadline until)
            throws HostException {
        Settled settled = machine.settle(netns, device, addresses, until);
        if (settled.duplicates().isEmpty() && !settled.isFinal()) {
            Log.event("addresses are not proven unique yet", Key.VF, device);
        }
        return settled.duplicates();
    }

    private void announce(Attached one, List<IfAddress> addresses) {
        try {
            List<IfAddress> v6 = addresses.stream().filter(IfAddress::isV6).toList();
            Settled settled = machine.settle(one.netns(), one.device(), v6, Deadline.after(TIME_FOR_CARRIER));
            if (!settled.carrier()) {
                throw new HostException(noCarrier(one));
            }
            List<IfAddress> proven = addresses.stream()
                    .filter(a -> !settled.unproven().contains(a)
                            && !settled.duplicates().contains(a))
                    .toList();
            machine.announce(one.netns(), one.device(), proven);
        } catch (HostException e) {
            Log.problem("addresses were not announced", e.problem());
        }
    }

    private static Problem noCarrier(Attached one) {
        return Problem.of(
                Code.VF_NETDEV_MISSING,
                Subject.of(one.device()),
                "no carrier in its namespace",
                "see the PF's link; neighbours learn the address when the pod first speaks");
    }
}
