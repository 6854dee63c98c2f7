package io.keelson.lab;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.keelson.lab.node.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The agent from its image, as a static pod: the pod of the DaemonSet that the chart renders for the lab. What a node without
 * an API server cannot have is taken out (the service account), or is a folder of the node instead (the ConfigMap).
 */
final class AgentPod {
    static final String IMAGE = "docker.io/keelson/agent:0.1.0";

    private static final Path RENDERED = Path.of("../helm/src/test/golden/lab.yaml");
    private static final Path TAR = Path.of("../device-plugin/target/keelson-image.tar");
    private static final String MANIFEST = "/etc/kubernetes/manifests/";

    /** Under emulation a probe every five seconds would be most of what the machine does. */
    private static final int PROBE_SECONDS = 30;

    private final Guest guest;
    private final ObjectNode pod;
    private String name = "keelson";

    private AgentPod(Guest guest, ObjectNode pod) {
        this.guest = guest;
        this.pod = pod;
    }

    /** Imports the image, and writes the configuration. Starts nothing. */
    static AgentPod prepare(Guest guest) throws IOException {
        Path folder = Files.createTempDirectory("image");
        try {
            Files.createLink(folder.resolve("image.tar"), TAR.toAbsolutePath());
            guest.putFolder(folder, "/opt/image");
        } finally {
            Files.deleteIfExists(folder.resolve("image.tar"));
            Files.delete(folder);
        }
        guest.run(
                "ctr -n k8s.io images import --digests=false /opt/image/image.tar && rm /opt/image/image.tar",
                Node.PATIENCE);
        ObjectNode pod = new ObjectMapper().createObjectNode();
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(RENDERED.toFile())) {
            while (documents.hasNext()) {
                JsonNode document = documents.next();
                if (document.path("kind").asText().equals("ConfigMap")) {
                    guest.putText(document.at("/data/keelson.yaml").asText(), "/etc/keelson/keelson.yaml");
                } else if (document.path("kind").asText().equals("DaemonSet")) {
                    pod = staticPod(document.at("/spec/template/spec").deepCopy(), Node.javaFlags(guest));
                }
            }
        }
        return new AgentPod(guest, pod);
    }

    private static ObjectNode staticPod(ObjectNode spec, String javaFlags) {
        spec.remove("serviceAccountName");
        spec.withArray("volumes").forEach(volume -> {
            if (volume.has("configMap")) {
                ((ObjectNode) volume).remove("configMap");
                ((ObjectNode) volume).putObject("hostPath").put("path", "/etc/keelson");
            }
        });
        for (String container : List.of("/initContainers/0", "/containers/0")) {
            ((ObjectNode) spec.at(container))
                    .withArray("env")
                    .addObject()
                    .put("name", "KEELSON_JAVA_FLAGS")
                    .put("value", javaFlags);
        }
        ((ObjectNode) spec.at("/containers/0/readinessProbe")).put("periodSeconds", PROBE_SECONDS);
        ObjectNode pod = new ObjectMapper().createObjectNode();
        pod.put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata").put("name", "keelson").put("namespace", "kube-system");
        pod.set("spec", spec);
        return pod;
    }

    /** Starts it, or replaces it by this image, and waits until kubelet finds it ready. */
    void run(String image) {
        pod.withArray("/spec/initContainers").forEach(c -> ((ObjectNode) c).put("image", image));
        pod.withArray("/spec/containers").forEach(c -> ((ObjectNode) c).put("image", image));
        put(name, pod);
        awaitReady(image);
    }

    /** Starts one of this image beside it, waits until kubelet finds that one ready, and ends the one before: as a surge does. */
    void follow(String image) {
        String before = name;
        name = "keelson-next";
        ((ObjectNode) pod.path("metadata")).put("name", name);
        run(image);
        guest.run("rm " + MANIFEST + before + ".json");
        guest.await("the agent before to end", Node.PATIENCE, "[ $(pgrep -xc java) = 1 ]");
    }

    private void awaitReady(String image) {
        guest.await(
                "the agent of " + image + " to be ready",
                Node.PATIENCE,
                podOf(name) + " | jq -e '.status.containerStatuses[0].ready and .spec.containers[0].image == \"" + image
                        + "\"' >/dev/null");
    }

    /** Another pod of the agent with something changed, which is expected to end by itself: what it told. */
    String refusal(String name, Consumer<ObjectNode> change) {
        ObjectNode changed = pod.deepCopy();
        ((ObjectNode) changed.path("metadata")).put("name", name);
        // Once: kubelet takes the log of a container away when it starts the next one.
        change.accept(((ObjectNode) changed.path("spec")).put("restartPolicy", "Never"));
        put(name, changed);
        guest.await(
                "pod " + name + " to end",
                Node.PATIENCE,
                podOf(name)
                        + " | jq -e '[.status | .initContainerStatuses[]?, .containerStatuses[]? | .lastState.terminated, "
                        + ".state.terminated | select(. != null and .exitCode != 0)] | length > 0' >/dev/null");
        guest.run("rm " + MANIFEST + name + ".json");
        return guest.run("cat /var/log/pods/kube-system_" + name + "-lab_*/*/*.log");
    }

    /** Ends it by taking its manifest away. */
    void stop() {
        guest.run("rm " + MANIFEST + name + ".json");
        guest.await("the agent to end", Node.PATIENCE, "! pgrep -x java");
    }

    /** What the agent that runs has logged. */
    String log() {
        return guest.run("cat $(ls -t /var/log/pods/kube-system_" + name + "-lab_*/agent/*.log | head -n 1)");
    }

    /** What {@code keelson} prints in the agent's container. */
    String keelson(String words) {
        return guest.run(
                "id=$(ctr -n k8s.io containers ls -q 'labels.\"io.kubernetes.pod.name\"==" + name
                        + "-lab,labels.\"io.kubernetes.container.name\"==agent'"
                        + " | while read -r c; do ctr -n k8s.io tasks ls | grep -q \"^$c .*RUNNING\" && echo $c; done) && "
                        + "ctr -n k8s.io tasks exec --exec-id lab-$RANDOM$RANDOM $id /opt/keelson/bin/keelson " + words,
                Node.PATIENCE);
    }

    private void put(String name, ObjectNode manifest) {
        guest.putText(manifest.toString(), MANIFEST + name + ".json");
    }

    private static String podOf(String name) {
        return "curl -fsS http://127.0.0.1:10255/pods | jq '.items[] | select(.metadata.name == \"" + name + "-lab\")'";
    }
}
