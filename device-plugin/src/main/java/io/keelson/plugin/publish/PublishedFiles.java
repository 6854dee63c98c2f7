package io.keelson.plugin.publish;

import io.keelson.plugin.pool.Assigned;
import io.keelson.plugin.pool.CdiPool;
import io.keelson.plugin.pool.NodeCheck;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.plugin.pool.PoolView;
import io.keelson.plugin.pool.Publication;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Both kinds of files, kept in step with the pools. A failure is told once for its object and costs no pod its admission: a
 * pod can do without the one kind, and a runtime asks again for the other, while the next look mends both.
 */
public final class PublishedFiles implements Publication {
    private final DeviceInfoFiles infos;
    private final CdiSpecs specs;
    private final NodeCheck nodes;
    private final Consumer<Problem> tell;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    public PublishedFiles(DeviceInfoFiles infos, CdiSpecs specs, NodeCheck nodes, Consumer<Problem> tell) {
        this.infos = infos;
        this.specs = specs;
        this.nodes = nodes;
        this.tell = tell;
    }

    @Override
    public void offered(PoolView pool) {
        Optional<CdiPool> cdi = pool.terms().cdi();
        if (cdi.isPresent()) {
            attempt(cdi.get().fileName(), () -> specs.put(cdi.get(), pool.nodes(nodes)));
        }
        attempt(pool.terms().resource().toString(), () -> infos.keep(pool));
    }

    @Override
    public void withdrawn(PoolTerms pool) {
        pool.cdi().ifPresent(cdi -> attempt(cdi.fileName(), () -> specs.put(cdi, Collections.emptySortedMap())));
    }

    @Override
    public void granted(PoolView pool, List<Assigned> devices) {
        attempt(
                pool.terms().resource().toString(),
                () -> infos.granted(pool.terms().resource(), devices));
        pool.terms().cdi().ifPresent(cdi -> attempt(cdi.fileName(), () -> specs.put(cdi, pool.nodes(nodes))));
    }

    private interface Work {
        void run() throws HostException;
    }

    private void attempt(String what, Work work) {
        try {
            work.run();
            told.remove(what);
        } catch (HostException e) {
            if (told.add(what)) {
                tell.accept(e.problem());
            }
        }
    }
}
