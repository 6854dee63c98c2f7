package io.keelson.vf.run;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.netlink.Link;

/** Whether a netdev seen in some namespace is a PCI function's. */
@FunctionalInterface
public interface NetdevMatch {
    /** By the parent device the kernel names, since Linux 5.14. */
    NetdevMatch BY_PARENT = (function, link) -> link.parent()
            .filter(p -> p.bus().equals("pci") && p.name().equals(function.toString()))
            .isPresent();

    /** Whether this netdev is this function's. */
    boolean test(PciAddress function, Link link);
}
