package io.keelson.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.PodRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client makes of an API server's answers; that a real one takes what is sent, the lab shows. */
class FabricApiServerTest {
    private static final Event EVENT = new Event(
            "n.1",
            Regarding.pod(new PodRef("ran", "du-0", "4f2c")).orElseThrow(),
            true,
            "PfDown",
            "Offer",
            "note",
            Instant.EPOCH);

    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);

    @SuppressWarnings("NullAway.Init")
    private HttpServer http;

    @SuppressWarnings("NullAway.Init")
    private ApiServer api;

    private record Answer(int code, String body) {}

    @BeforeEach
    void start() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + http.getAddress().getPort())
                .withOauthToken("secret")
                .build();
        api = FabricApiServer.by(config, 500, "worker-1");
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            Answer answer = answers.poll();
            if (answer == null) {
                over.await();
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.code(), body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void stop() {
        over.countDown();
        api.close();
        http.stop(0);
    }

    private static String status(int code, String reason, String cause) {
        return """
                {"kind": "Status", "apiVersion": "v1", "status": "Failure", "code": %d, "reason": "%s", "message": "in so many words",
                 "details": {"causes": [{"reason": "%s"}]}}
                """.formatted(code, reason, cause);
    }

    private Undelivered refused(int code, String reason, String cause) {
        answers.add(new Answer(code, status(code, reason, cause)));
        return catchThrowableOfType(Undelivered.class, () -> api.create(EVENT));
    }

    @Test
    void anEventIsPutIntoItsPodsNamespace() throws Exception {
        answers.add(new Answer(201, "{}"));
        assertThat(api.create(EVENT)).isTrue();
        assertThat(asked.get(0))
                .startsWith("POST /apis/events.k8s.io/v1/namespaces/ran/events Bearer secret {")
                .contains("\"reason\":\"PfDown\"", "\"reportingInstance\":\"worker-1\"", "\"name\":\"n.1\"");
    }

    @Test
    void oneThatIsThereWasToldAlready() throws Exception {
        answers.add(new Answer(409, status(409, "AlreadyExists", "")));
        assertThat(api.create(EVENT)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "403, Forbidden, '', API_SERVER_REFUSED, false, false, ClusterRole",
        "403, Forbidden, NamespaceTerminating, API_SERVER_REFUSED, false, true, going away",
        "404, NotFound, '', API_SERVER_REFUSED, false, true, going away",
        "422, Invalid, '', API_SERVER_REFUSED, false, false, message",
        "401, Unauthorized, '', API_SERVER_REFUSED, true, false, token",
        "429, TooManyRequests, '', API_SERVER_UNREACHABLE, true, false, tried again",
        "500, InternalError, '', API_SERVER_UNREACHABLE, true, false, tried again",
    })
    void aRefusalIsWhatItMeans(
            int code, String reason, String cause, Code told, boolean later, boolean passing, String next) {
        Undelivered refused = refused(code, reason, cause);
        assertThat(refused.problem().code()).isEqualTo(told);
        assertThat(refused.problem().detail()).contains("in so many words", "create events.k8s.io in namespace ran");
        assertThat(refused.problem().hint()).contains(next);
        assertThat(refused.later()).isEqualTo(later);
        assertThat(ApiFailures.isPassing(refused)).isEqualTo(passing);
        assertThat(asked)
                .as("it is asked once; who asks again is not the client")
                .hasSize(1);
    }

    @Test
    void oneThatDoesNotAnswerIsNotWaitedForLong() {
        Undelivered silent = catchThrowableOfType(Undelivered.class, () -> api.create(EVENT));
        assertThat(silent.later()).isTrue();
        assertThat(silent.problem().code()).isEqualTo(Code.API_SERVER_UNREACHABLE);
    }

    @Test
    void oneThatIsNotThereIsForLater() {
        http.stop(0);
        assertThat(catchThrowableOfType(Undelivered.class, () -> api.create(EVENT))
                        .later())
                .isTrue();
    }

    @Test
    void failedPodsOfTheNodeAreReadByThePage() throws Exception {
        answers.add(new Answer(200, """
                {"kind": "PodList", "metadata": {"continue": "next/one"}, "items": [
                 {"metadata": {"namespace": "ran", "name": "du-0", "uid": "4f2c"},
                  "status": {"phase": "Failed", "reason": "R", "message": "M", "startTime": "2026-11-23T12:00:00Z"}}]}
                """));
        answers.add(new Answer(200, """
                {"kind": "PodList", "metadata": {}, "items": [{"metadata": {}, "status": {}}, 3,
                 {"metadata": {"namespace": "ran", "name": "du-1", "uid": "u", "creationTimestamp": "2026-11-23T12:00:01Z"}}]}
                """));
        assertThat(api.failedPods("worker-1"))
                .containsExactly(
                        new FailedPod(
                                new PodRef("ran", "du-0", "4f2c"), "R", "M", Instant.parse("2026-11-23T12:00:00Z")),
                        new FailedPod(new PodRef("ran", "du-1", "u"), "", "", Instant.parse("2026-11-23T12:00:01Z")));
        assertThat(asked.get(0))
                .contains("GET /api/v1/pods?limit=100&fieldSelector=spec.nodeName%3Dworker-1%2Cstatus.phase%3DFailed ");
        assertThat(asked.get(1)).contains("&continue=next%2Fone ");
    }

    @Test
    void aListThatNeverEndsIsReadSoFar() throws Exception {
        for (int i = 0; i < 6; i++) {
            answers.add(new Answer(200, "{\"metadata\": {\"continue\": \"more\"}, \"items\": []}"));
        }
        assertThat(api.failedPods("worker-1")).isEmpty();
        assertThat(asked).hasSize(5);
    }

    @Test
    void whatIsNoListIsAProblem() {
        answers.add(new Answer(200, "{"));
        assertThat(catchThrowableOfType(Undelivered.class, () -> api.failedPods("worker-1"))
                        .problem()
                        .code())
                .isEqualTo(Code.API_SERVER_UNREACHABLE);
        answers.add(new Answer(404, "{}"));
        assertThat(catchThrowableOfType(Undelivered.class, () -> api.failedPods("worker-1"))
                        .problem()
                        .code())
                .isEqualTo(Code.API_SERVER_REFUSED);
    }
}
