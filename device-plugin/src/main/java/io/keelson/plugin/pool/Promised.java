package io.keelson.plugin.pool;

import io.keelson.config.model.Pool;
import io.keelson.config.model.Selector;
import io.keelson.dpdk.grant.Extras;
import io.keelson.vf.model.PciAddress;
import java.util.TreeMap;

/** What a configured pool promises with a device, in the words of grants. */
public final class Promised {
    private Promised() {}

    /**
     * What comes with this device, which entered the pool through that selector.
     *
     * @param device its PCI address, a sub-function's parent's
     */
    public static Extras of(Pool pool, Selector selector, PciAddress device) {
        io.keelson.config.model.Extras adds = selector.adds();
        return new Extras(
                adds.rdma(),
                adds.vhostNet(),
                adds.vdpa(),
                pool.additionalInfo().map(info -> new TreeMap<>(info.of(device))));
    }
}
