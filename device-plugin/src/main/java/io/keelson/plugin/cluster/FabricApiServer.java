package io.keelson.plugin.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The API server by fabric8's client, in JSON: its thousands of types for objects would cost more memory than the rest of it. Who retries,
 * and when, is ours to decide, so the client does not.
 */
final class FabricApiServer implements ApiServer {
    private static final int CALL_MS = 5000;
    private static final int PAGE = 100;
    private static final int PAGES = 5;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final String server;
    private final String instance;
    private final ObjectMapper json = new ObjectMapper();

    private FabricApiServer(KubernetesClient client, String instance) {
        this.client = client;
        this.server = client.getMasterUrl().toString();
        this.instance = instance;
    }

    /**
     * By the service account of this pod, or by the file that {@code KUBECONFIG} names: read anew, so that a token or an authority that was
     * replaced is noticed.
     *
     * @param instance the name of this node
     */
    static Optional<ApiServer> find(String instance) throws Undelivered {
        try {
            Config config = Config.autoConfigure(null);
            return config.getCurrentContext() == null && config.getAutoOAuthToken() == null
                    ? Optional.empty()
                    : Optional.of(by(config, CALL_MS, instance));
        } catch (RuntimeException e) {
            throw ApiFailures.of(new Subject("the API server"), "use its credentials", e);
        }
    }

    /** @param callMs milliseconds a call may take */
    static ApiServer by(Config found, int callMs, String instance) {
        Config config = new ConfigBuilder(found)
                .withConnectionTimeout(callMs)
                .withRequestTimeout(callMs)
                .withRequestRetryBackoffLimit(0)
                .build();
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
        return new FabricApiServer(client, instance);
    }

    @Override
    public boolean create(Event event) throws Undelivered {
        String namespace = event.regarding().home();
        try {
            client.raw(
                    "/apis/events.k8s.io/v1/namespaces/" + namespace + "/events",
                    "POST",
                    EventJson.of(event, instance).toString());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == CONFLICT) {
                return false;
            }
            throw ApiFailures.of(new Subject(server), "create events.k8s.io in namespace " + namespace, e);
        }
    }

    @Override
    public List<FailedPod> failedPods(String node) throws Undelivered {
        String first = "/api/v1/pods?limit=" + PAGE + "&fieldSelector="
                + encoded("spec.nodeName=" + node + ",status.phase=Failed");
        List<FailedPod> found = new ArrayList<>();
        Optional<String> from = Optional.of("");
        for (int page = 0; page < PAGES && from.isPresent(); page++) {
            JsonNode list = get(first + (page == 0 ? "" : "&continue=" + encoded(from.get())));
            EventJson.pods(list).forEach(found::add);
            from = EventJson.more(list);
        }
        return found;
    }

    private JsonNode get(String path) throws Undelivered {
        try {
            String text = client.raw(path);
            if (text == null) {
                throw new Undelivered(missing(path), false, new IllegalStateException("404"));
            }
            return json.readTree(text);
        } catch (KubernetesClientException | JsonProcessingException e) {
            throw ApiFailures.of(new Subject(server), "list pods", e);
        }
    }

    private Problem missing(String path) {
        return Problem.of(
                Code.API_SERVER_REFUSED,
                new Subject(server),
                "has nothing at " + path,
                "is it the API server of a cluster?");
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        client.close();
    }
}
