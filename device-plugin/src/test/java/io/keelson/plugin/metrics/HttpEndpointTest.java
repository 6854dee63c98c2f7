package io.keelson.plugin.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keelson.config.model.ResourceName;
import io.keelson.plugin.status.PoolState;
import io.keelson.plugin.testing.Samples;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real requests over loopback. */
class HttpEndpointTest {
    private static final HttpAddress ANY = new HttpAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int PATIENCE_MS = 30_000;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    private HttpEndpoint open(FakeAgent agent) throws HostException {
        return HttpEndpoint.open(ANY, agent, threads);
    }

    private HttpResponse<String> ask(HttpEndpoint endpoint, String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path))
                .timeout(Duration.ofMillis(PATIENCE_MS))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void metricsAndHealthAreThere() throws Exception {
        try (HttpEndpoint endpoint = open(ExpositionTest.captured())) {
            HttpResponse<String> metrics = ask(endpoint, "GET", "/metrics");
            assertThat(metrics.statusCode()).isEqualTo(200);
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            assertThat(Samples.parse(metrics.body()).values())
                    .containsEntry("keelson_pool_devices{resource=\"keelson.io/fast\"}", 2.0);
            assertThat(ask(endpoint, "GET", "/metrics?x=y").statusCode()).isEqualTo(200);

            HttpResponse<String> head = ask(endpoint, "HEAD", "/metrics");
            assertThat(head.statusCode()).isEqualTo(200);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().firstValue("Content-Length"))
                    .hasValue(Integer.toString(metrics.body().length()));
            assertThat(ask(endpoint, "GET", "/healthz").body()).isEqualTo("ok\n");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 404", //
        "GET, /metrics/, 404",
        "GET, //metrics, 404",
        "GET, /%6detrics, 404",
        "GET, /metrics/../healthz, 404",
        "POST, /nowhere, 404",
        "POST, /metrics, 405",
        "DELETE, /healthz, 405",
        "OPTIONS, /readyz, 405",
        "get, /metrics, 405"
    })
    void nothingElseIs(String method, String path, int status) throws Exception {
        try (HttpEndpoint endpoint = open(new FakeAgent(List.of()))) {
            HttpResponse<String> answer = ask(endpoint, method, path);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Allow"))
                    .isEqualTo(status == 405 ? Optional.of("GET, HEAD") : Optional.empty());
        }
    }

    @Test
    void readyIsWhoHasStartedAndIsRegisteredWithEveryPool() throws Exception {
        PoolState there = new PoolState(new ResourceName("keelson.io", "a"), Optional.empty(), List.of());
        PoolState away = new PoolState(new ResourceName("keelson.io", "b"), Optional.of("not yet"), List.of());
        assertReadiness(503, "not ready: the agent is starting\n", false, true, List.of());
        assertReadiness(503, "not ready: keelson.io/b at kubelet: not yet\n", true, true, List.of(there, away));
        assertReadiness(200, "ready\n", true, true, List.of(there));
        assertReadiness(200, "ready\n", true, true, List.of());
        assertReadiness(200, "ready\n", true, false, List.of(away));
    }

    private void assertReadiness(int status, String text, boolean started, boolean kubelet, List<PoolState> pools)
            throws Exception {
        try (HttpEndpoint endpoint = open(new FakeAgent(started, kubelet, pools, Set.of(), FakeAgent.NONE))) {
            HttpResponse<String> answer = ask(endpoint, "GET", "/readyz");
            assertThat(answer.body()).isEqualTo(text);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(ask(endpoint, "GET", "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anAddressInUseIsAProblem_andFreeAgainAfterItsEnd() throws Exception {
        HttpAddress taken;
        try (HttpEndpoint first = open(new FakeAgent(List.of()))) {
            taken = new HttpAddress(ANY.address(), first.port());
            HostException e = catchThrowableOfType(
                    HostException.class, () -> HttpEndpoint.open(taken, new FakeAgent(List.of()), threads));
            assertThat(e.problem().code()).isEqualTo(Code.HTTP_ADDRESS_UNUSABLE);
            assertThat(e.problem().line()).contains(taken.toString(), "in use", "--http");
            assertThat(ask(first, "GET", "/healthz").statusCode()).isEqualTo(200);
        }
        try (HttpEndpoint second = HttpEndpoint.open(taken, new FakeAgent(List.of()), threads)) {
            assertThat(ask(second, "GET", "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aPageThatFailsIsAnAnswerToo() throws Exception {
        PoolState twice = new PoolState(new ResourceName("keelson.io", "a"), Optional.empty(), List.of());
        try (HttpEndpoint endpoint = open(new FakeAgent(List.of(twice, twice)))) {
            assertThat(ask(endpoint, "GET", "/metrics").statusCode()).isEqualTo(500);
            assertThat(ask(endpoint, "GET", "/healthz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void garbageIsAnsweredCleanlyAndNothingIsLeftOfIt() throws Exception {
        Random random = new Random(9808);
        try (HttpEndpoint endpoint = open(new FakeAgent(List.of()))) {
            for (String request : List.of(
                    "\0\0\0\0\r\n\r\n",
                    "GET\r\n\r\n",
                    "GET foo:bar HTTP/1.1\r\n\r\n",
                    "OPTIONS * HTTP/1.1\r\n\r\n",
                    "GET /metrics HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                    "GET /metrics HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
                    "GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                    "GET /metrics HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
                    "GET /metrics HTTP/1.1\r\n" + "A: b\r\n".repeat(1000) + "\r\n",
                    "GET /metrics HTTP/1.1\r\nA: " + "b".repeat(100_000) + "\r\n\r\n",
                    "GET /" + "m".repeat(1_000_000) + " HTTP/1.1\r\n\r\n")) {
                assertClean(request, exchange(endpoint, request));
            }
            for (int i = 0; i < 500; i++) {
                String request = mutated("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", random);
                String answer = exchange(endpoint, request);
                assertThat(answer).as(request).matches("(?s)|HTTP/1\\.1 (100|200|40[0-9]|413|501) .*");
            }
            assertThat(ask(endpoint, "GET", "/metrics").statusCode()).isEqualTo(200);
        }
    }

    private static void assertClean(String request, String answer) {
        assertThat(answer)
                .as(request.substring(0, Math.min(60, request.length())))
                .matches("(?s)|HTTP/1\\.1 [145].*");
    }

    private static String mutated(String request, Random random) {
        StringBuilder text = new StringBuilder(request);
        for (int i = 0; i <= random.nextInt(3); i++) {
            text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(256));
        }
        return text.toString();
    }

    /** Whatever comes back until the server closes, as this side has nothing more to say; nothing where it closed at once. */
    private static String exchange(HttpEndpoint endpoint, String request) throws IOException {
        try (Socket socket = connect(endpoint)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (java.net.SocketException e) {
            return "";
        }
    }

    private static Socket connect(HttpEndpoint endpoint) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(PATIENCE_MS);
        socket.connect(new InetSocketAddress(ANY.address(), endpoint.port()));
        return socket;
    }

    /** Both threads wait for the rest of a request, and come back. */
    @Test
    void whoIsSlowToAskIsCutOff() throws Exception {
        assertCutOff("GET /healthz HTTP/1.1\r\nHo", 0);
    }

    /** Both threads wait for clients that do not read. */
    @Test
    void whoIsSlowToListenIsCutOff() throws Exception {
        assertCutOff("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 1);
    }

    private void assertCutOff(String request, int bytesHeard) throws Exception {
        Pages large = Pages.of("/metrics", new Answer(200, "text/plain", "x".repeat(32 << 20)));
        List<Socket> slow = new ArrayList<>();
        try (HttpEndpoint endpoint = HttpEndpoint.open(ANY, large, threads)) {
            for (int i = 0; i < 2; i++) {
                slow.add(connect(endpoint));
                slow.get(i).getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                assertThat(slow.get(i).getInputStream().readNBytes(bytesHeard)).hasSize(bytesHeard);
            }
            assertThat(ask(endpoint, "GET", "/nowhere").statusCode()).isEqualTo(404);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static boolean atEnd(Socket socket) throws IOException {
        try (InputStream in = socket.getInputStream()) {
            return in.read() < 0;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Test
    void soManyConnectionsAndNoMore() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (HttpEndpoint endpoint = open(new FakeAgent(List.of()))) {
            for (int i = 0; i < 40; i++) {
                idle.add(connect(endpoint));
            }
            assertThat(atEnd(idle.get(39))).as("the fortieth").isTrue();
            Socket first = idle.get(0);
            first.getOutputStream().write("GET /healthz HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(first.getInputStream().read()).as("the first").isEqualTo('H');
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }
}
