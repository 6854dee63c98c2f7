package io.keelson.vf.run;

import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.VirtioName;
import io.keelson.vf.netlink.Link;
import java.util.Optional;
import java.util.function.Function;

/** Whether a netdev seen in some namespace is a PCI function's. */
@FunctionalInterface
public interface NetdevMatch {
    /**
     * By the parent device the kernel names, since Linux 5.14: the function itself, or the virtio device that is made of it,
     * which {@code virtio} tells.
     */
    static NetdevMatch byParent(Function<PciAddress, Optional<VirtioName>> virtio) {
        return (function, link) -> link.parent()
                .filter(p -> (p.bus().equals("pci") && p.name().equals(function.toString()))
                        || (p.bus().equals("virtio")
                                && virtio.apply(function)
                                        .filter(name -> p.name().equals(name.text()))
                                        .isPresent()))
                .isPresent();
    }

    /** Whether this netdev is this function's. */
    boolean test(PciAddress function, Link link);
}
