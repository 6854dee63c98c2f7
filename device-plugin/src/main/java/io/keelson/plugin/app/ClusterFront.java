package io.keelson.plugin.app;

import io.keelson.plugin.cluster.NodeEvents;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.HostWriter;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.PodRef;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Events about this node, where they are wanted; without them nothing of a cluster's API is loaded. */
record ClusterFront(NodeEvents events, HostWriter writer) {
    private static final long END_MS = TimeUnit.SECONDS.toMillis(1);

    /**
     * What is to be called when kubelet took a registration. It does nothing where events are not wanted, or where this node's name cannot
     * be: that is told, and the agent does all else.
     */
    static Runnable open(AgentSetup setup, HostWriter writer, PoolDesks desks, Parts parts) {
        if (!setup.tellsEvents()) {
            return () -> {};
        }
        try {
            NodeEvents events = NodeEvents.of(node(setup.paths()));
            Thread thread = Threads.named("events", events);
            thread.start();
            parts.push(() -> {
                thread.interrupt();
                thread.join(END_MS);
            });
            ClusterFront front = new ClusterFront(events, writer);
            desks.heardBy(front::pools);
            return events::registered;
        } catch (HostException e) {
            Log.problem("Kubernetes is not told", e.problem());
            return () -> {};
        }
    }

    /** As kubelet calls itself unless it is told otherwise. */
    private static String node(HostPaths paths) {
        return paths.node().orElseGet(() -> {
            try {
                return Files.readString(paths.proc().resolve("sys/kernel/hostname"))
                        .strip()
                        .toLowerCase(Locale.ROOT);
            } catch (IOException e) {
                return "";
            }
        });
    }

    private void pools(List<PoolState> states) {
        events.pools(states, this::holder, System.nanoTime());
    }

    private Optional<PodRef> holder(DeviceId device) {
        return writer.ledger().owners().entrySet().stream()
                .filter(e -> e.getKey().address().equals(device))
                .map(e -> e.getValue())
                .map(Owner::pod)
                .findFirst();
    }
}
