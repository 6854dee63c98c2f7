package io.keelson.plugin.app;

import io.keelson.plugin.pool.CdiPool;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.publish.CdiSpecs;
import io.keelson.plugin.publish.DeviceInfoFiles;
import io.keelson.plugin.publish.PublishedFiles;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The files that others read, on this host. */
final class Published {
    private Published() {}

    /** Those of these pools. With CDI, files of pools that are no more, and of device plugins before us, go first. */
    static PublishedFiles open(AgentSetup setup, Supplier<Ledger> ledger, NodeCheck nodes) {
        CdiSpecs specs = new CdiSpecs(setup.paths().cdi());
        if (setup.useCdi()) {
            List<CdiPool> pools = setup.intent().pools().stream()
                    .map(pool -> CdiPool.of(pool.resource(), pool.deviceType()))
                    .flatMap(Optional::stream)
                    .toList();
            try {
                specs.keepOnly(pools);
            } catch (HostException e) {
                Log.problem("old CDI specs are still there", e.problem());
            }
        }
        return new PublishedFiles(
                new DeviceInfoFiles(setup.paths().deviceInfo(), ledger),
                specs,
                nodes,
                problem -> Log.problem("a file that others read is not as it should be", problem));
    }
}
