package io.keelson.plugin.kubelet;

import io.keelson.plugin.log.Key;
import io.keelson.plugin.pool.PoolDesk;
import io.keelson.plugin.pool.PoolTerms;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One resource at kubelet, brought from what is to what should be a step at a time: our socket there, kubelet's socket there,
 * registered with the kubelet that runs now, its stream open. Stepped by the session's thread; the status may be read by any.
 */
final class ResourcePlugin implements AtKubelet {
    private static final Logger LOG = LoggerFactory.getLogger(ResourcePlugin.class);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final PoolDesk desk;
    private final DevicePluginServer server;
    private final Registration registration;
    private final Path kubeletSocket;
    private final SessionTimes times;
    private final LongSupplier nanoClock;
    private final Runnable registered;
    private final BackOff backOff;

    /** For a stream after one was lost: kubelet up to 1.35 may drop the call that follows too close. */
    private final BackOff again;

    private Optional<FileIdentity> registeredWith = Optional.empty();
    private Optional<FileIdentity> seen = Optional.empty();
    private OptionalLong lostAt = OptionalLong.empty();
    private long registeredAt;
    private long patience;
    private long notBefore;
    private volatile PluginStatus status;
    private volatile boolean renewed;

    ResourcePlugin(
            PoolDesk desk, DevicePluginServer server, Registration registration, KubeletSession.Setup setup, long now) {
        this.desk = desk;
        this.server = server;
        this.registration = registration;
        this.kubeletSocket = setup.paths().registration();
        this.times = setup.times();
        this.nanoClock = setup.nanoClock();
        this.registered = setup.registered();
        this.backOff = new BackOff(times.retryFirst(), times.retryMost());
        this.again = new BackOff(SECOND, times.firstStream());
        this.notBefore = now;
        this.status = new PluginStatus(terms().resource(), false, 0, Optional.empty());
    }

    @Override
    public PluginStatus status() {
        PluginStatus last = status;
        return new PluginStatus(
                last.resource(), last.registered(), server.streams().count(), last.problem());
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
        Optional<FileIdentity> kubelet = FileIdentity.of(kubeletSocket);
        long now = nanoClock.getAsLong();
        if (!kubelet.equals(seen)) {
            seen = kubelet;
            backOff.reset();
            notBefore = now;
        }
        StreamState streams = server.streams().now();
        tellAbsence(streams);
        SocketHolder holder = server.holder();
        if (holder == SocketHolder.ANOTHER || successor().expected()) {
            return yielded(holder);
        }
        boolean reachable = holder == SocketHolder.US;
        if (renewed) {
            renewed = false;
            reachable = false;
            unregister();
        }
        if (registeredWith.isPresent() && (!registeredWith.equals(kubelet) || untilLost(streams, now) <= 0)) {
            LOG.atInfo().addKeyValue(Key.RESOURCE.word(), terms().resource()).log("kubelet left");
            reachable = false;
            unregister();
        }
        if (registeredWith.isPresent() && reachable) {
            return Math.min(times.look().toNanos(), untilLost(streams, now));
        }
        if (notBefore - now > 0) {
            return notBefore - now;
        }
        return connect(kubelet, reachable);
    }

    /** Newest wins: who puts a socket in the place of ours is the agent after us. What kubelet still asks us is answered. */
    private long yielded(SocketHolder holder) {
        if (holder == SocketHolder.ANOTHER) {
            successor().listens();
        }
        if (registeredWith.isPresent()) {
            registeredWith = Optional.empty();
            status = new PluginStatus(terms().resource(), false, 0, Optional.empty());
            LOG.atInfo().addKeyValue(Key.RESOURCE.word(), terms().resource()).log("another agent serves it now");
        }
        return times.look().toNanos();
    }

    private void tellAbsence(StreamState streams) {
        if (streams.lostAt().isPresent()) {
            lostAt = streams.lostAt();
        } else if (streams.open() > 0 && lostAt.isPresent()) {
            LOG.atWarn()
                    .addKeyValue(Key.RESOURCE.word(), terms().resource())
                    .addKeyValue(
                            Key.AWAY_MS.word(),
                            TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - lostAt.getAsLong()))
                    .log("kubelet lists it again; it rejected pods that asked for it meanwhile");
            lostAt = OptionalLong.empty();
            again.reset();
        }
    }

    private long connect(Optional<FileIdentity> kubelet, boolean reachable) {
        registeredWith = Optional.empty();
        try {
            if (!reachable) {
                server.bind();
            }
            if (kubelet.isEmpty()) {
                throw new HostException(missing());
            }
            registration.register(terms(), server.endpoint());
            registeredWith = kubelet;
            registeredAt = nanoClock.getAsLong();
            patience = lostAt.isPresent() ? again.nanos() : times.firstStream().toNanos();
            backOff.reset();
            tellRegistered(LOG, desk);
            status = new PluginStatus(terms().resource(), true, 0, Optional.empty());
            registered.run();
            return patience;
        } catch (HostException e) {
            failed(e.problem());
            long wait = e.problem().code() == Code.KUBELET_SOCKET_MISSING
                    ? times.look().toNanos()
                    : backOff.nanos();
            notBefore = nanoClock.getAsLong() + wait;
            return wait;
        }
    }

    @Override
    public void unregister() {
        server.stop();
        registeredWith = Optional.empty();
        status = new PluginStatus(terms().resource(), false, 0, Optional.empty());
    }

    @Override
    public void awaitEnd(Deadline until) throws InterruptedException {
        server.awaitStopped(until);
    }

    /** How long kubelet may still take to open its first stream, or another one. */
    private long untilLost(StreamState streams, long now) {
        if (streams.open() > 0) {
            return Long.MAX_VALUE;
        }
        return streams.lostAt().isPresent()
                ? streams.lostAt().getAsLong() + times.streamGone().toNanos() - now
                : registeredAt + patience - now;
    }

    private void failed(Problem problem) {
        boolean told = status.problem().map(Problem::code).equals(Optional.of(problem.code()));
        status = new PluginStatus(terms().resource(), false, 0, Optional.of(problem));
        if (!told && !Thread.currentThread().isInterrupted()) {
            tellUnknown(LOG, desk, problem);
        }
    }

    static void tellRegistered(Logger log, PoolDesk desk) {
        log.atInfo()
                .addKeyValue(Key.RESOURCE.word(), desk.terms().resource())
                .addKeyValue(
                        Key.DEVICES.word(), desk.board().current().devices().size())
                .addKeyValue(Key.HEALTHY.word(), desk.board().current().healthy())
                .log("registered with kubelet");
    }

    static void tellUnknown(Logger log, PoolDesk desk, Problem problem) {
        log.atWarn()
                .addKeyValue(Key.RESOURCE.word(), desk.terms().resource())
                .addKeyValue(Key.PROBLEM.word(), problem.line())
                .log("kubelet does not know the resource yet");
    }

    private Problem missing() {
        return Problem.of(
                Code.KUBELET_SOCKET_MISSING,
                Subject.file(kubeletSocket),
                "kubelet's socket is not there",
                "it is waited for; start kubelet, or name its directory if it is another");
    }

    private PoolTerms terms() {
        return desk.terms();
    }
}
