package io.keelson.plugin.app;

import io.keelson.plugin.log.Key;
import io.keelson.plugin.metrics.AgentView;
import io.keelson.plugin.metrics.HttpAddress;
import io.keelson.plugin.metrics.HttpEndpoint;
import io.keelson.vf.model.HostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Metrics and health over HTTP. The agent does not wait for it, nor does it need it: where the address is taken, that is told
 * once and tried again until it is free, as when another agent or program ends.
 */
final class HttpFront {
    private static final int WORKERS = 2;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private final HttpAddress address;
    private final AgentView agent;
    private final ThreadPoolExecutor workers;
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean told;
    private Optional<HttpEndpoint> endpoint = Optional.empty();

    private HttpFront(HttpAddress address, AgentView agent) {
        this.address = address;
        this.agent = agent;
        // The server takes a few connections only, and so never has more than these waiting.
        this.workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.factory("http"));
        workers.allowCoreThreadTimeOut(true);
    }

    static HttpFront open(HttpAddress address, AgentView agent) {
        HttpFront front = new HttpFront(address, agent);
        Threads.named("http-open", front::run).start();
        return front;
    }

    private void run() {
        try {
            while (!isSettled() && !ended.await(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
                // Taken: tried again.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isSettled() {
        if (ended.getCount() == 0) {
            return true;
        }
        try {
            HttpEndpoint open = HttpEndpoint.open(address, agent, workers);
            endpoint = Optional.of(open);
            Log.event("serving metrics", Key.ADDRESS, new HttpAddress(address.address(), open.port()));
            return true;
        } catch (HostException e) {
            if (!told) {
                told = true;
                Log.problem("metrics are not served", e.problem());
            }
            return false;
        }
    }

    synchronized void close() {
        ended.countDown();
        endpoint.ifPresent(HttpEndpoint::close);
        workers.shutdownNow();
    }
}
