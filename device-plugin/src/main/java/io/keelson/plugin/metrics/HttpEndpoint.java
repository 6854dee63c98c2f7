package io.keelson.plugin.metrics;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server: GET and HEAD of a few pages, for few at a time. Who is slow to ask or to listen is cut off, and who asks for
 * anything else hears so; the agent notices neither.
 */
public final class HttpEndpoint implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
    private static final int BACKLOG = 16;

    /**
     * What the JDK's server lets others do; it reads these once, when it is first used, and from nowhere else. Seconds, bytes,
     * counts. What the command line of the JVM says holds.
     *
     * @see <a href="https://docs.oracle.com/en/java/javase/17/docs/api/jdk.httpserver/module-summary.html">jdk.httpserver</a>
     */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "3",
            "sun.net.httpserver.maxRspTime", "5",
            "sun.net.httpserver.idleInterval", "10",
            "sun.net.httpserver.maxIdleConnections", "4",
            "sun.net.httpserver.maxReqHeaders", "64",
            "sun.net.httpserver.maxReqHeaderSize", "16384",
            "sun.net.httpserver.drainAmount", "0",
            "jdk.httpserver.maxConnections", "32");

    private final HttpServer server;

    private HttpEndpoint(HttpServer server) {
        this.server = server;
    }

    /**
     * Answers from now on, on threads of this executor, which must take whatever it is given. Fails with
     * {@code HTTP_ADDRESS_UNUSABLE}. The server's own thread is a daemon where the caller's is.
     */
    public static HttpEndpoint open(HttpAddress address, AgentView agent, Executor threads) throws HostException {
        return open(address, Pages.of(agent), threads);
    }

    static HttpEndpoint open(HttpAddress address, Pages pages, Executor threads) throws HostException {
        LIMITS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
        try {
            HttpServer server = HttpServer.create(address.socket(), BACKLOG);
            server.createContext("/", exchange -> answer(exchange, pages));
            server.setExecutor(threads);
            server.start();
            return new HttpEndpoint(server);
        } catch (IOException e) {
            throw new HostException(
                    Problem.of(
                            Code.HTTP_ADDRESS_UNUSABLE,
                            new Subject(address.toString()),
                            String.valueOf(e.getMessage()),
                            "end who listens there, or give the agent another address by --http; it is tried again"),
                    e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Listens no more; who is being answered is cut off. */
    @Override
    public void close() {
        server.stop(0);
    }

    private static void answer(HttpExchange exchange, Pages pages) throws IOException {
        try (exchange) {
            Answer answer = answer(pages, exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", answer.type());
            if (answer.status() == 405) {
                headers.set("Allow", "GET, HEAD");
            }
            if (hasBody(exchange)) {
                headers.set("Connection", "close");
            }
            if (exchange.getRequestMethod().equals("HEAD")) {
                headers.set("Content-Length", Integer.toString(body.length));
                exchange.sendResponseHeaders(answer.status(), -1);
            } else {
                exchange.sendResponseHeaders(answer.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private static Answer answer(Pages pages, HttpExchange exchange) {
        String path = Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse("");
        String method = exchange.getRequestMethod();
        if (hasBody(exchange)) {
            return Answer.text(413, "a request has no body here");
        }
        if (pages.has(path) && !method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(405, "GET and HEAD only");
        }
        try {
            return pages.at(
                    path, Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept")));
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a page could not be made");
            return Answer.text(500, "a fault in the agent: see its log");
        }
    }

    private static boolean hasBody(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String length = headers.getFirst("Content-Length");
        return headers.containsKey("Transfer-Encoding")
                || (length != null && !length.strip().equals("0"));
    }
}
