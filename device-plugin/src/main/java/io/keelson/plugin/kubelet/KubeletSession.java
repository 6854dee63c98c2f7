package io.keelson.plugin.kubelet;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.watch.DirectoryWatch;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every resource served and registered with the kubelet that runs now, whatever kubelet does: absent, refusing,
 * restarted, its directory swept, its stream dropped. Two threads: one steps the resources, one waits for changes in
 * kubelet's directory.
 *
 * <p>Register only what is verified: a device that is unhealthy in the first list costs pods their admission for good.
 */
public final class KubeletSession implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KubeletSession.class);
    private static final Duration STOP = Duration.ofSeconds(1);

    private final KubeletIo io;
    private final Setup setup;
    private final Map<ResourceName, AtKubelet> plugins = new ConcurrentSkipListMap<>();
    private final Queue<AtKubelet> withdrawn = new ConcurrentLinkedQueue<>();
    private final BlockingQueue<Boolean> wake = new ArrayBlockingQueue<>(1);
    private final DirectoryWatch watch;
    private final Thread stepper;
    private final Thread watcher;
    private volatile boolean closed;

    /**
     * Where kubelet is, how patient to be, and by what clock (monotonic nanoseconds).
     *
     * @param registered told whenever kubelet has taken a registration; must not wait
     */
    public record Setup(KubeletPaths paths, SessionTimes times, LongSupplier nanoClock, Runnable registered) {
        /** Nobody is told. */
        public Setup(KubeletPaths paths, SessionTimes times, LongSupplier nanoClock) {
            this(paths, times, nanoClock, () -> {});
        }

        /** With the usual patience and the machine's clock. */
        public static Setup usual(KubeletPaths paths) {
            return usual(paths, () -> {});
        }

        /** The same, and somebody is told. */
        public static Setup usual(KubeletPaths paths, Runnable registered) {
            return new Setup(paths, SessionTimes.USUAL, System::nanoTime, registered);
        }
    }

    /** Starts its two threads; nothing is served until {@link #serve}. */
    public static KubeletSession start(KubeletIo io, Setup setup, ThreadFactory threads) throws IOException {
        KubeletSession session = new KubeletSession(io, setup, threads);
        session.watcher.start();
        session.stepper.start();
        return session;
    }

    private KubeletSession(KubeletIo io, Setup setup, ThreadFactory threads) throws IOException {
        this.io = io;
        this.setup = setup;
        this.watch = DirectoryWatch.ofNames(setup.paths().sockets(), this::wake);
        this.watcher = threads.newThread(watch);
        this.stepper = threads.newThread(this::run);
    }

    /** Serves this resource from now on; fails at once where its socket's path would be too long. Once for each resource. */
    public void serve(PoolDesk desk) throws HostException {
        DevicePluginServer server =
                new DevicePluginServer(io, desk, setup.paths().sockets(), setup.nanoClock(), this::wake);
        AtKubelet plugin = atKubelet(desk, server);
        if (plugins.putIfAbsent(desk.terms().resource(), plugin) != null) {
            throw new IllegalStateException("served already: " + desk.terms().resource());
        }
        wake();
    }

    private AtKubelet atKubelet(PoolDesk desk, DevicePluginServer server) {
        long now = setup.nanoClock().getAsLong();
        if (setup.paths().registry().isPresent()) {
            return new WatchedPlugin(desk, server, setup, now);
        }
        Registration registration =
                new Registration(io, setup.paths().registration(), setup.times().call());
        return new ResourcePlugin(desk, server, registration, setup, now);
    }

    /** Serves it no more: its devices turn unhealthy at kubelet, and are forgotten after five minutes. */
    public void withdraw(ResourceName resource) {
        AtKubelet plugin = plugins.remove(resource);
        if (plugin != null) {
            withdrawn.add(plugin);
            wake();
        }
    }

    /** Registers it anew: what kubelet asks only at a registration has changed. */
    public void again(ResourceName resource) {
        AtKubelet plugin = plugins.get(resource);
        if (plugin != null) {
            plugin.renew();
            wake();
        }
    }

    /** Another agent is about to take over: what kubelet asks from now on is kept for it, and no socket is made any more. */
    public void expectSuccessor() {
        plugins.values().forEach(plugin -> plugin.successor().expect());
    }

    /** Waits until the other agent listens on every socket of ours; whether it does in time. */
    public boolean awaitSuccessor(Deadline until) throws InterruptedException {
        for (AtKubelet plugin : plugins.values()) {
            wake();
            if (!plugin.successor().await(until)) {
                return false;
            }
        }
        return true;
    }

    /** How every resource stands, by name. */
    public List<PluginStatus> status() {
        return plugins.values().stream().map(AtKubelet::status).toList();
    }

    /** Ends all servers and removes our sockets, within two seconds. */
    @Override
    public void close() {
        closed = true;
        stepper.interrupt();
        try {
            watch.close();
            stepper.join(STOP.toMillis());
            watcher.join(STOP.toMillis());
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("watch not closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        wake.offer(Boolean.TRUE);
    }

    private void run() {
        try {
            while (!closed) {
                long wait = setup.times().look().toNanos();
                for (AtKubelet gone = withdrawn.poll(); gone != null; gone = withdrawn.poll()) {
                    gone.unregister();
                }
                for (AtKubelet plugin : plugins.values()) {
                    wait = Math.min(wait, step(plugin));
                }
                wake.poll(wait, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // closed: the end
        } finally {
            stopAll();
        }
    }

    private void stopAll() {
        Thread.interrupted(); // close() may have interrupted a step; the servers' ends are waited for all the same
        Deadline until = Deadline.after(STOP);
        plugins.values().forEach(AtKubelet::unregister);
        withdrawn.forEach(AtKubelet::unregister);
        try {
            for (AtKubelet plugin : plugins.values()) {
                plugin.awaitEnd(until);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long step(AtKubelet plugin) {
        try {
            return plugin.step();
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue(Key.RESOURCE.word(), plugin.status().resource())
                    .setCause(e)
                    .log("step failed");
            return setup.times().look().toNanos();
        }
    }
}
