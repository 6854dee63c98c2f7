package io.keelson.vf.run;

import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import java.util.Optional;

/** Which netdev of the host's namespace belongs to a PCI function, by sysfs. */
@FunctionalInterface
public interface HostNetdevs {
    /** Its netdev; for a PF the uplink, never a representor. Empty when it has none on the host. */
    Optional<IfName> of(PciAddress function) throws HostException;
}
