package io.keelson.plugin.attach;

import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfAddress;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.PciAddress;
import java.util.List;

/** What is said to the neighbours on the wire about new addresses, and heard from them; after the commit, in no lane. */
@FunctionalInterface
public interface Announcements {
    /**
     * Tells the neighbours where addresses live now: gratuitous ARP and unsolicited NA, as soon as there is carrier.
     * Returns at once, failures are logged only.
     */
    void announce(List<Attached> attached);

    /**
     * Waits for the kernel's duplicate address detection: those of these IPv6 addresses that another host on the link has.
     * Empty as well when the time is over first: then the kernel goes on, and uses no address before it is proven.
     */
    default List<IfAddress> duplicates(NetnsPath netns, PciAddress device, List<IfAddress> addresses, Deadline until)
            throws HostException {
        return List.of();
    }
}
