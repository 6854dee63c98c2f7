package io.keelson.dpdk.check;

import io.keelson.vf.model.NumaNode;
import java.util.Optional;

/**
 * Pages of one size that were set aside.
 *
 * @param node the node they are on; absent where the kernel does not tell
 * @param pageKiB the size of one, in KiB
 * @param total how many there are
 * @param free how many of them nobody uses
 */
public record Hugepages(Optional<NumaNode> node, long pageKiB, long total, long free) {
    /** {@code 60 of 64 x 2Mi free on node 0}. */
    @Override
    public String toString() {
        return free + " of " + total + " x " + size() + " free"
                + node.map(n -> " on node " + n).orElse("");
    }

    /** As Kubernetes spells it in {@code hugepages-2Mi}. */
    String size() {
        if (pageKiB % (1 << 20) == 0) {
            return (pageKiB >> 20) + "Gi";
        }
        return pageKiB % (1 << 10) == 0 ? (pageKiB >> 10) + "Mi" : pageKiB + "Ki";
    }
}
