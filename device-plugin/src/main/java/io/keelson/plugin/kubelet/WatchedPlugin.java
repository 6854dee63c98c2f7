package io.keelson.plugin.kubelet;

import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.proto.pluginregistration.RegistrationStatus;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Printable;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource that kubelet finds by itself: our socket is in the directory its plugin watcher looks at, whatever kubelet does.
 * A kubelet that starts looks there and needs nothing of us; one that lost its stream takes notice of a new socket only.
 */
final class WatchedPlugin implements AtKubelet {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedPlugin.class);
    private static final int MAX_ERROR = 512;

    private final PoolDesk desk;
    private final DevicePluginServer server;
    private final SessionTimes times;
    private final LongSupplier nanoClock;
    private final Runnable told;
    private final BackOff backOff;
    private long boundAt;
    private long notBefore;
    private boolean wasRegistered;
    private volatile Optional<Problem> problem = Optional.empty();
    private volatile boolean renewed;

    WatchedPlugin(PoolDesk desk, DevicePluginServer server, KubeletSession.Setup setup, long now) {
        this.desk = desk;
        this.server = server;
        this.times = setup.times();
        this.nanoClock = setup.nanoClock();
        this.told = setup.registered();
        this.backOff = new BackOff(times.retryFirst(), times.retryMost());
        this.notBefore = now;
    }

    @Override
    public PluginStatus status() {
        int streams = server.streams().count();
        return new PluginStatus(
                desk.terms().resource(), streams > 0, streams, streams > 0 ? Optional.empty() : problem);
    }

    @Override
    public Successor successor() {
        return server.successor();
    }

    @Override
    public void renew() {
        renewed = true;
    }

    @Override
    public long step() {
        long now = nanoClock.getAsLong();
        SocketHolder holder = server.holder();
        if (holder == SocketHolder.ANOTHER) {
            successor().listens();
        }
        if (holder == SocketHolder.ANOTHER || successor().expected()) {
            return times.look().toNanos(); // newest wins, as where kubelet is called
        }
        if (renewed) {
            renewed = false;
            holder = SocketHolder.NOBODY;
            unregister();
        }
        StreamState streams = server.streams().now();
        if (streams.open() > 0 && holder == SocketHolder.US) {
            return registered();
        }
        if (wasRegistered) {
            wasRegistered = false;
            LOG.atInfo()
                    .addKeyValue(Key.RESOURCE.word(), desk.terms().resource())
                    .log("kubelet left");
        }
        refusal().ifPresent(this::failed);
        long due = holder == SocketHolder.US ? Math.max(notBefore, patience(streams)) : notBefore;
        return due - now > 0 ? due - now : bind();
    }

    private long registered() {
        if (!wasRegistered) {
            wasRegistered = true;
            backOff.reset();
            problem = Optional.empty();
            ResourcePlugin.tellRegistered(LOG, desk);
            told.run();
        }
        return times.look().toNanos();
    }

    /** Until when kubelet may still open a stream on the socket that is there; it tries again by itself after a refusal. */
    private long patience(StreamState streams) {
        return streams.lostAt().isPresent()
                ? streams.lostAt().getAsLong() + times.streamGone().toNanos()
                : boundAt + times.firstStream().toNanos();
    }

    private long bind() {
        try {
            server.bind();
            boundAt = nanoClock.getAsLong();
            notBefore = boundAt + backOff.nanos();
            return times.firstStream().toNanos();
        } catch (HostException e) {
            failed(e.problem());
            long wait = backOff.nanos();
            notBefore = nanoClock.getAsLong() + wait;
            return wait;
        }
    }

    private Optional<Problem> refusal() {
        return server.told()
                .filter(status -> !status.getPluginRegistered())
                .map(RegistrationStatus::getError)
                .map(error -> Problem.of(
                        Code.KUBELET_REFUSED,
                        new Subject(desk.terms().resource().toString()),
                        "kubelet did not register it: " + Printable.of(error, MAX_ERROR),
                        "it tries again; see kubelet's log if it goes on"));
    }

    private void failed(Problem now) {
        boolean told = problem.map(Problem::code).equals(Optional.of(now.code()));
        problem = Optional.of(now);
        if (!told && !Thread.currentThread().isInterrupted()) {
            ResourcePlugin.tellUnknown(LOG, desk, now);
        }
    }

    @Override
    public void unregister() {
        server.stop();
        wasRegistered = false;
    }

    @Override
    public void awaitEnd(Deadline until) throws InterruptedException {
        server.awaitStopped(until);
    }
}
