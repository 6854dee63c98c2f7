package io.keelson.plugin.cluster;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kubernetes, by events, which devices of this node are not offered, whom that concerns, and which pods kubelet turned away. Whoever
 * calls is never held up: all that waits, waits in {@link #run}, which a thread has to be given. What cannot be told is dropped, counted,
 * and said so in the log.
 */
public final class NodeEvents implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

    private final Regarding node;
    private final Clock clock;
    private final HealthNews news = new HealthNews();
    private final Delivery delivery;
    private volatile Set<ResourceName> resources = Set.of();

    /**
     * For the node of this name, by the credentials of this pod or those of the file that {@code KUBECONFIG} names; they are looked for
     * when the first event is due. Fails with {@code CONFIG_BAD_VALUE} where no node can be called so.
     */
    public static NodeEvents of(String node) throws HostException {
        return of(node, Patience.USUAL, () -> FabricApiServer.find(node), Clock.systemUTC());
    }

    static NodeEvents of(String node, Patience patience, ApiServer.Finder finder, Clock clock) throws HostException {
        Regarding regarding = Regarding.node(node).orElseThrow(() -> new HostException(badName(node)));
        return new NodeEvents(regarding, patience, finder, clock);
    }

    private NodeEvents(Regarding node, Patience patience, ApiServer.Finder finder, Clock clock) {
        this.node = node;
        this.clock = clock;
        RejectedPods rejected = new RejectedPods(node, () -> resources, clock);
        this.delivery = new Delivery(patience, finder, rejected, clock);
    }

    private static Problem badName(String node) {
        return Problem.of(
                Code.CONFIG_BAD_VALUE,
                new Subject("NODE_NAME"),
                "no node can be called '" + node + "'",
                "set NODE_NAME to the node's name, as the chart does");
    }

    /**
     * How the pools stand now.
     *
     * @param holder which pod has a device, as far as known
     * @param nanos a monotonic clock
     */
    public void pools(List<PoolState> pools, Function<DeviceId, Optional<PodRef>> holder, long nanos) {
        resources = pools.stream().map(PoolState::resource).collect(Collectors.toUnmodifiableSet());
        for (HealthNews.Item item : news.of(pools, nanos)) {
            delivery.offer(EventText.ofNode(node, item, clock.instant()));
            for (DeviceId device : item.devices()) {
                holder.apply(device)
                        .flatMap(Regarding::pod)
                        .ifPresent(pod -> delivery.offer(EventText.ofPod(pod, item, device, clock.instant())));
            }
        }
    }

    /** kubelet has just taken a registration: who asked before that in vain is looked for, a moment later, once for all resources. */
    public void registered() {
        delivery.lookSoon();
    }

    /** Delivers until its thread is interrupted. */
    @Override
    public void run() {
        try {
            delivery.run();
        } catch (InterruptedException e) {
            LOG.debug("events end");
        } finally {
            delivery.close();
        }
    }

    static void tell(String what, Problem problem) {
        LOG.atWarn().addKeyValue(Key.PROBLEM.word(), problem.line()).log(what);
    }

    static void tell(String what) {
        LOG.info(what);
    }
}
