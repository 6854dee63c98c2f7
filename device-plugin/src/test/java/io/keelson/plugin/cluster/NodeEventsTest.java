package io.keelson.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.status.PoolState;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Events from what the agent says to what the API server has, over failures. */
class NodeEventsTest {
    private static final Patience HASTY =
            new Patience(Duration.ofMillis(20), Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMillis(50));
    private static final ResourceName FAST = new ResourceName("keelson.io", "fast");
    private static final PciAddress VF = PciAddress.of("0000:01:10.0");
    private static final PodRef POD = new PodRef("ran", "du-0", "4f2c");
    private static final Problem DOWN = Problem.of(Code.PF_DOWN, new Subject("eth0"), "no carrier", "see its cable");

    private final FakeApiServer api = new FakeApiServer();
    private final Heard heard = new Heard();
    private Optional<Thread> thread = Optional.empty();
    private long nanos;

    /** What the package logs. */
    private static final class Heard extends Handler {
        private final Logger logger = Logger.getLogger(NodeEvents.class.getName());
        private final List<String> lines = new java.util.concurrent.CopyOnWriteArrayList<>();

        @Override
        public void publish(LogRecord entry) {
            lines.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }

    @BeforeEach
    void listen() {
        heard.logger.setLevel(Level.INFO);
        heard.logger.addHandler(heard);
    }

    @AfterEach
    void end() throws Exception {
        heard.close();
        if (thread.isPresent()) {
            thread.get().interrupt();
            thread.get().join(5000);
            assertThat(thread.get().isAlive()).isFalse();
        }
    }

    private NodeEvents events() throws HostException {
        return NodeEvents.of("worker-1", HASTY, api, Clock.systemUTC());
    }

    private NodeEvents started() throws HostException {
        NodeEvents events = events();
        start(events);
        return events;
    }

    private void start(NodeEvents events) {
        Thread made = new Thread(events, "events");
        made.start();
        thread = Optional.of(made);
    }

    private void pools(NodeEvents events, Optional<Problem> unhealthy) {
        nanos += HealthNews.WINDOW.toNanos();
        events.pools(
                List.of(new PoolState(
                        FAST, Optional.empty(), List.of(new PoolState.Device(VF, Optional.empty(), unhealthy)))),
                d -> Optional.of(POD),
                nanos);
    }

    private FailedPod rejected(String uid) {
        return new FailedPod(
                new PodRef("ran", "du-" + uid, uid),
                "UnexpectedAdmissionError",
                "no healthy devices keelson.io/fast, which is unexpected",
                Instant.now());
    }

    @Test
    void nodeAndHolderAreToldAndToldAgainWhenItIsOver() throws Exception {
        NodeEvents events = started();
        pools(events, Optional.of(DOWN));
        assertThat(api.next().regarding().kind()).isEqualTo("Node");
        Event pod = api.next();
        assertThat(pod.regarding().name()).isEqualTo("du-0");
        assertThat(pod.reason()).isEqualTo("PfDown");
        pools(events, Optional.empty());
        assertThat(api.next().reason()).isEqualTo("DeviceHealthy");
        assertThat(api.next().reason()).isEqualTo("DeviceHealthy");
    }

    @Test
    void nothingIsAskedWhileThereIsNothingToTell() throws Exception {
        NodeEvents events = started();
        pools(events, Optional.empty());
        pools(events, Optional.empty());
        pools(events, Optional.of(DOWN));
        api.next();
        api.next();
        api.awaitClosed();
        assertThat(api.calls()).isEqualTo(2);
        assertThat(api.found()).isEqualTo(1);
    }

    @Test
    void anApiServerThatIsAwayGetsThemLaterInOrder() throws Exception {
        api.failing(FakeApiServer.failure(Code.API_SERVER_UNREACHABLE, true), 6);
        NodeEvents events = started();
        pools(events, Optional.of(DOWN));
        pools(events, Optional.empty());
        assertThat(api.next().reason()).isEqualTo("PfDown");
        assertThat(api.next().reason()).isEqualTo("PfDown");
        assertThat(api.next().reason()).isEqualTo("DeviceHealthy");
        assertThat(heard.lines)
                .filteredOn(l -> l.contains("API_SERVER_UNREACHABLE"))
                .hasSize(1);
        assertThat(api.found()).as("credentials are read anew for each try").isGreaterThan(6);
    }

    @Test
    void aRefusalIsToldOnceAndTheEventGivenUp() throws Exception {
        api.failing(FakeApiServer.failure(Code.API_SERVER_REFUSED, false), 3);
        NodeEvents events = started();
        pools(events, Optional.of(DOWN));
        pools(events, Optional.empty());
        assertThat(api.next().regarding().kind()).isEqualTo("Pod");
        assertThat(heard.lines)
                .filteredOn(l -> l.contains("API_SERVER_REFUSED"))
                .hasSize(1);
    }

    @Test
    void whoMayNotBeHeldUpIsNotAndWhatIsTooMuchIsDroppedAndCounted() throws Exception {
        NodeEvents events = events();
        for (int i = 0; i < 200; i++) {
            pools(events, i % 2 == 0 ? Optional.of(DOWN) : Optional.empty());
        }
        assertThat(heard.lines)
                .filteredOn(l -> l.contains("events are dropped"))
                .hasSize(1);
        start(events);
        for (int i = 0; i < 256; i++) {
            api.next();
        }
        assertThat(api.hasMore()).isFalse();
        pools(events, Optional.of(DOWN));
        api.next();
        assertThat(heard.lines).contains("144 events were dropped");
    }

    @Test
    void withoutCredentialsThatIsToldOnceAndNothingElseDone() throws Exception {
        api.withoutCredentials();
        NodeEvents events = started();
        pools(events, Optional.of(DOWN));
        thread.orElseThrow().join(5000);
        assertThat(thread.orElseThrow().isAlive()).isFalse();
        pools(events, Optional.empty());
        events.registered();
        assertThat(heard.lines)
                .filteredOn(l -> l.contains("API_CREDENTIALS_MISSING"))
                .hasSize(1);
        assertThat(api.found()).isEqualTo(1);
    }

    @Test
    void rejectedPodsAreToldOnceEvenByTheNextAgent() throws Exception {
        api.failed(rejected("a"));
        api.failed(rejected("b"));
        NodeEvents first = events();
        pools(first, Optional.empty());
        start(first);
        first.registered();
        assertThat(api.next().regarding().name()).isEqualTo("du-a");
        assertThat(api.next().regarding().name()).isEqualTo("du-b");
        Event all = api.next();
        assertThat(all.reason()).isEqualTo("PodsRejected");
        assertThat(all.note()).contains("ran/du-a, ran/du-b");
        end();

        NodeEvents second = events();
        pools(second, Optional.empty());
        api.failed(rejected("c"));
        start(second);
        second.registered();
        assertThat(api.next().regarding().name()).isEqualTo("du-c");
        assertThat(api.next().note()).contains("1 pod", "ran/du-c").doesNotContain("du-a");
        assertThat(api.hasMore()).isFalse();
    }

    /** The first pod's event is there when the second's fails; the node hears of both. */
    @Test
    void aLookThatFailsIsMadeAgain() throws Exception {
        api.failing(FakeApiServer.failure(Code.API_SERVER_UNREACHABLE, true), 2);
        api.failed(rejected("a"));
        NodeEvents events = started();
        pools(events, Optional.empty());
        events.registered();
        assertThat(api.next().regarding().name()).isEqualTo("du-a");
        assertThat(api.next().reason()).isEqualTo("PodsRejected");
    }

    @Test
    void aLaterLookTellsTheNodeOfNewPodsOnly() throws Exception {
        api.failed(rejected("a"));
        NodeEvents events = started();
        pools(events, Optional.empty());
        events.registered();
        api.next();
        api.next();
        api.failed(rejected("b"));
        events.registered();
        assertThat(api.next().regarding().name()).isEqualTo("du-b");
        assertThat(api.next().note()).contains("ran/du-b").doesNotContain("ran/du-a");
    }

    @Test
    void manyRegistrationsAreOneLook() throws Exception {
        NodeEvents events = events();
        for (int i = 0; i < 10; i++) {
            events.registered();
        }
        api.failed(rejected("a"));
        pools(events, Optional.empty());
        start(events);
        api.next();
        api.next();
        api.awaitClosed();
        assertThat(api.calls()).as("a list, a pod's event, the node's").isEqualTo(3);
    }

    @Test
    void whatIsNoNodesNameIsRefused() {
        assertThatThrownBy(() -> NodeEvents.of("worker 1"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("CONFIG_BAD_VALUE NODE_NAME");
    }
}
