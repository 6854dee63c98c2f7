package io.keelson.dpdk.check;

import io.keelson.vf.model.Vf;
import java.util.List;

/**
 * The VFs of a resource that go, or are to go, to user space through vfio-pci.
 *
 * @param resource its full name
 * @param vfs those that exist
 */
public record VfioPool(String resource, List<Vf> vfs) {
    public VfioPool {
        vfs = List.copyOf(vfs);
    }
}
