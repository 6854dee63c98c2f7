package io.keelson.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A real API server over a real etcd, on this machine's loopback, with RBAC; both end with this process at the latest. */
final class ControlPlane implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ADMIN = "admin-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String AUDIT = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules: [{level: Metadata, userGroups: ["system:serviceaccounts"]}, {level: None}]
            """;

    private final Path dir;
    private final Path supervise;
    private final Path apiServer;
    private final Process etcd;
    private final int etcdPort;
    private final int port;
    private Optional<Process> running = Optional.empty();
    private Optional<HttpClient> http = Optional.empty();

    /** An answer. */
    record Answer(int code, JsonNode body) {}

    /** Throws {@link MissingException} where they cannot be built. */
    static ControlPlane start(Path dir) throws IOException, InterruptedException {
        Artefacts artefacts = new Artefacts(Artefacts.home(), Progress.onStandardError());
        ControlPlane plane = new ControlPlane(artefacts, dir);
        plane.startApiServer();
        return plane;
    }

    private ControlPlane(Artefacts artefacts, Path dir) throws IOException, InterruptedException {
        this.dir = dir;
        this.supervise = artefacts.script("bin/supervise");
        this.apiServer = artefacts.apiServer();
        Path program = artefacts.etcd();
        this.etcdPort = freePort();
        this.port = freePort();
        Files.writeString(dir.resolve("tokens"), ADMIN + ",admin,admin,system:masters\n");
        Files.writeString(dir.resolve("audit.yaml"), AUDIT);
        AccountsKey.in(dir);
        String client = "http://127.0.0.1:" + etcdPort;
        String peer = "http://127.0.0.1:" + freePort();
        this.etcd = run(
                "etcd",
                List.of(
                        program.toString(),
                        "--data-dir=" + dir.resolve("etcd"),
                        "--listen-client-urls=" + client,
                        "--advertise-client-urls=" + client,
                        "--listen-peer-urls=" + peer,
                        "--initial-advertise-peer-urls=" + peer,
                        "--initial-cluster=default=" + peer,
                        "--unsafe-no-fsync"));
    }

    void startApiServer() throws IOException, InterruptedException {
        running = Optional.of(run(
                "kube-apiserver",
                List.of(
                        apiServer.toString(),
                        "--etcd-servers=http://127.0.0.1:" + etcdPort,
                        "--bind-address=127.0.0.1",
                        "--advertise-address=127.0.0.1",
                        "--endpoint-reconciler-type=none",
                        "--secure-port=" + port,
                        "--cert-dir=" + dir.resolve("certs"),
                        "--token-auth-file=" + dir.resolve("tokens"),
                        "--authorization-mode=RBAC",
                        "--service-account-issuer=https://kubernetes.default.svc",
                        "--service-account-key-file=" + dir.resolve("accounts.key"),
                        "--service-account-signing-key-file=" + dir.resolve("accounts.key"),
                        "--service-cluster-ip-range=10.96.0.0/24",
                        "--disable-admission-plugins=ServiceAccount",
                        "--audit-policy-file=" + dir.resolve("audit.yaml"),
                        "--audit-log-path=" + dir.resolve("audit.log"))));
        await("the API server", () -> Files.exists(certificate()) && isReady());
    }

    void killApiServer() throws InterruptedException {
        end(running.orElseThrow());
        running = Optional.empty();
    }

    private boolean isReady() {
        try {
            return send("GET", "/readyz", "").code() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** A file by which this account gets in, with a token as a pod would have it. */
    Path kubeconfig(String namespace, String account) throws IOException {
        String request = "{\"apiVersion\": \"authentication.k8s.io/v1\", \"kind\": \"TokenRequest\", \"spec\": {}}";
        String token = made("/api/v1/namespaces/" + namespace + "/serviceaccounts/" + account + "/token", request)
                .at("/status/token")
                .asText();
        return Files.writeString(dir.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: lab, cluster: {server: "https://127.0.0.1:%d", certificate-authority: %s}}]
                users: [{name: agent, user: {token: %s}}]
                contexts: [{name: lab, context: {cluster: lab, user: agent}}]
                current-context: lab
                """.formatted(port, certificate(), token));
    }

    /** Makes the objects of these kinds among rendered manifests. */
    void apply(Path manifests, List<String> kinds) throws IOException {
        try (var all = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(manifests.toFile())) {
            for (JsonNode object : all.readAll()) {
                if (kinds.contains(object.path("kind").asText())) {
                    made(collection(object), object.toString());
                }
            }
        }
    }

    private static String collection(JsonNode object) {
        String version = object.path("apiVersion").asText();
        String namespace = object.at("/metadata/namespace").asText("");
        return (version.contains("/") ? "/apis/" : "/api/") + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/"
                + object.path("kind").asText().toLowerCase(Locale.ROOT) + "s";
    }

    JsonNode made(String collection, String object) throws IOException {
        return good(send("POST", collection, object));
    }

    JsonNode put(String path, String object) throws IOException {
        return good(send("PUT", path, object));
    }

    JsonNode get(String path) throws IOException {
        return good(send("GET", path, ""));
    }

    void remove(String path) throws IOException {
        good(send("DELETE", path, ""));
    }

    /** What stands in a list. */
    Stream<JsonNode> list(String path) throws IOException {
        List<JsonNode> items = new ArrayList<>();
        good(send("GET", path, "")).path("items").forEach(items::add);
        return items.stream();
    }

    /** Requests of service accounts that it answered so far: verb and path. */
    List<String> asked() throws IOException {
        try (Stream<String> lines = Files.lines(dir.resolve("audit.log"))) {
            List<String> asked = new ArrayList<>();
            for (String line : lines.toList()) {
                JsonNode request = JSON.readTree(line);
                asked.add(request.path("verb").asText() + " "
                        + request.path("requestURI").asText());
            }
            return asked;
        }
    }

    private static JsonNode good(Answer answer) {
        if (answer.code() >= 300) {
            throw new LabException("the API server says " + answer.code() + ": " + answer.body());
        }
        return answer.body();
    }

    private Answer send(String method, String path, String body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + ADMIN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> answer = http().send(request, HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            return new Answer(answer.statusCode(), text.startsWith("{") ? JSON.readTree(text) : JSON.nullNode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted", e);
        }
    }

    private HttpClient http() throws IOException {
        if (http.isEmpty()) {
            try (InputStream file = Files.newInputStream(certificate())) {
                KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(file)) {
                    store.setCertificateEntry("c" + store.size(), one);
                }
                TrustManagerFactory trusted =
                        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                trusted.init(store);
                SSLContext tls = SSLContext.getInstance("TLS");
                tls.init(null, trusted.getTrustManagers(), null);
                http = Optional.of(HttpClient.newBuilder().sslContext(tls).build());
            } catch (GeneralSecurityException e) {
                throw new IOException(e);
            }
        }
        return http.get();
    }

    /** The API server's own, made at its first start; the authority that signed it follows in the same file. */
    private Path certificate() {
        return dir.resolve("certs/apiserver.crt");
    }

    private Process run(String name, List<String> command) throws IOException {
        List<String> whole = Stream.concat(Stream.of(supervise.toString(), "--"), command.stream())
                .toList();
        return new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        dir.resolve(name + ".log").toFile()))
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void await(String what, Waits.Condition condition) throws InterruptedException, IOException {
        if (!Waits.until(condition, PATIENCE)) {
            throw new LabException(what + " did not come: see " + dir);
        }
    }

    /** Its keeper ends it when its input is closed. */
    private static void end(Process keeper) throws InterruptedException {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            keeper.destroy();
        }
        keeper.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (running.isPresent()) {
            killApiServer();
        }
        end(etcd);
    }
}
