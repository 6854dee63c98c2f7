package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.means.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pod gives the agent what it reads, mounts what it names, and nothing besides. */
class PodContractTest {
    private static final Path HOST_PATHS =
            Path.of("../device-plugin/src/main/java/io/keelson/plugin/app/HostPaths.java");
    private static final Pattern VARIABLE = Pattern.compile("\"([A-Z]+_[A-Z_]+)\"");

    private static final Path LAUNCHER = Path.of("../device-plugin/src/main/dist/bin/keelson");
    private static final Pattern EXPORT = Pattern.compile("(?m)^export ([A-Z_]+)");

    static Stream<Named<Manifests>> cases() throws IOException {
        return RenderedTest.cases().map(c -> Named.of(c, Chart.render(Path.of("src/test/values", c))));
    }

    private static Manifests standard() {
        return Chart.render(Optional.empty(), Chart.KUBERNETES);
    }

    private static Map<String, String> environment(JsonNode container) {
        return Manifests.stream(container.path("env"))
                .collect(Collectors.toMap(
                        e -> e.path("name").asText(), e -> e.path("value").asText(), (a, b) -> a + b, TreeMap::new));
    }

    private static Map<String, String> mounts(JsonNode container) {
        return Manifests.stream(container.path("volumeMounts"))
                .collect(Collectors.toMap(
                        m -> m.path("name").asText(),
                        m -> m.path("mountPath").asText(),
                        (a, b) -> a + b,
                        TreeMap::new));
    }

    private static Set<String> found(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void setsTheVariablesThatTheAgentReadsAndNoOther() throws IOException {
        Set<String> read = found(VARIABLE, HOST_PATHS);
        assertThat(read).isNotEmpty();
        read.removeAll(found(EXPORT, LAUNCHER));
        Manifests moved = Chart.render(Path.of("src/test/values/moved.yaml"));
        Set<String> set = new TreeSet<>(environment(moved.agent()).keySet());
        set.addAll(environment(moved.install()).keySet());
        assertThat(set).isEqualTo(read);
        assertThat(environment(standard().agent()))
                .doesNotContainKeys("KUBELET_PLUGINS_REGISTRY", "KEELSON_READY_FILE");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void mountsEveryVolumeAtItsOwnPath(Manifests manifests) {
        Map<String, String> mounted = mounts(manifests.agent());
        mounts(manifests.install()).forEach((name, path) -> assertThat(mounted).containsEntry(name, path));
        Map<String, String> volumes = new TreeMap<>();
        for (JsonNode volume : manifests.pod().path("volumes")) {
            String path = volume.has("configMap")
                    ? "/etc/keelson"
                    : volume.has("emptyDir")
                            ? "/run/keelson-ready"
                            : volume.at("/hostPath/path").asText();
            assertThat(volumes.put(volume.path("name").asText(), path)).isNull();
        }
        assertThat(mounted).isEqualTo(volumes);
        assertThat(volumes.values()).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void namesOnlyPathsThatAreMounted(Manifests manifests) {
        for (JsonNode container : List.of(manifests.agent(), manifests.install())) {
            Set<Path> mounted =
                    mounts(container).values().stream().map(Path::of).collect(Collectors.toSet());
            environment(container).forEach((name, value) -> {
                if (!Set.of("KEELSON_MOUNT_NAMESPACE", "NODE_NAME", "HOST_IP").contains(name)) {
                    assertThat(mounted).as("%s=%s", name, value).anyMatch(m -> Path.of(value)
                            .startsWith(m));
                }
            });
        }
    }

    /** The image's name is that of the build, its tag the project's version. */
    @Test
    void runsTheImageOfThisBuild() throws IOException {
        String name = only(Pattern.compile("(?m)^NAME = \"(.*)\"$"), Path.of("../device-plugin/src/main/image/build"));
        String version = only(Pattern.compile("<version>(.*)-SNAPSHOT</version>"), Path.of("../pom.xml"));
        String inImage =
                "/" + only(Pattern.compile("(?m)^HOME = \"(.*)\"$"), Path.of("../device-plugin/src/main/image/build"));
        assertThat(standard().agent().path("image").asText()).isEqualTo(name + ":" + version);
        assertThat(standard().install().path("image"))
                .isEqualTo(standard().agent().path("image"));
        assertThat(standard().agent().at("/readinessProbe/exec/command/2").asText())
                .endsWith(" " + inImage + "/cni/keelson");
    }

    private static String only(Pattern pattern, Path file) throws IOException {
        List<String> found = pattern.matcher(Files.readString(file))
                .results()
                .map(m -> m.group(1))
                .toList();
        assertThat(found).as("%s in %s", pattern, file).hasSize(1);
        return found.get(0);
    }

    /** The CNI executable looks for the markers beside its socket. */
    @ParameterizedTest
    @MethodSource("cases")
    void keepsTheMarkersBesideTheSocket(Manifests manifests) {
        Map<String, String> env = environment(manifests.agent());
        assertThat(Path.of(env.getOrDefault("KEELSON_ATTACHED_DIR", "")))
                .isEqualTo(Path.of(env.getOrDefault("KEELSON_SOCKET", "/")).resolveSibling("attached"));
    }

    /** /proc/1 is the host's first process only with the host's processes in sight. */
    @ParameterizedTest
    @MethodSource("cases")
    void entersTheHostsMountNamespaceByItsFirstProcess(Manifests manifests) {
        assertThat(environment(manifests.agent())).containsEntry("KEELSON_MOUNT_NAMESPACE", "/proc/1/ns/mnt");
        assertThat(manifests.pod().path("hostPID").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void asksForNoMoreThanItNeeds(Manifests manifests) {
        assertThat(manifests.text()).doesNotContain("privileged: true");
        assertThat(manifests.pod().path("automountServiceAccountToken").asBoolean(true))
                .as("a token where it is for something")
                .isEqualTo(tellsEvents(manifests));
        assertThat(capabilities(manifests.agent(), "add"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Capability.values()).map(Enum::name).toList());
        assertThat(capabilities(manifests.install(), "add")).containsExactly("DAC_OVERRIDE");
        assertThat(mounts(manifests.install())).containsOnlyKeys("cni-bin");
        for (JsonNode container : List.of(manifests.agent(), manifests.install())) {
            assertThat(capabilities(container, "drop")).containsExactly("ALL");
            assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                    .isTrue();
        }
    }

    private static boolean tellsEvents(Manifests manifests) {
        return Manifests.stream(manifests.agent().path("args"))
                .anyMatch(a -> a.asText().equals("--events"));
    }

    @Test
    void hasNoRuleForAnApiServerThatItDoesNotAsk() {
        Manifests quiet = Chart.render(Path.of("src/test/values/quiet.yaml"));
        assertThat(tellsEvents(quiet)).isFalse();
        assertThat(quiet.objects())
                .extracting(o -> o.path("kind").asText())
                .containsExactlyInAnyOrder(
                        "ServiceAccount",
                        "ConfigMap",
                        "DaemonSet",
                        "Role",
                        "RoleBinding",
                        "SecurityContextConstraints");
        assertThat(environment(quiet.agent())).doesNotContainKey("NODE_NAME");
    }

    @Test
    void mayTellEventsAndListPodsAndNothingElse() {
        Manifests manifests = standard();
        assertThat(manifests.only("ClusterRole").path("rules").toString())
                .isEqualTo("[{\"apiGroups\":[\"events.k8s.io\"],\"resources\":[\"events\"],\"verbs\":[\"create\"]},"
                        + "{\"apiGroups\":[\"\"],\"resources\":[\"pods\"],\"verbs\":[\"list\"]}]");
        JsonNode binding = manifests.only("ClusterRoleBinding");
        assertThat(binding.at("/roleRef/name"))
                .isEqualTo(manifests.only("ClusterRole").at("/metadata/name"));
        assertThat(binding.at("/subjects/0/name")).isEqualTo(manifests.pod().path("serviceAccountName"));
        assertThat(Manifests.stream(manifests.agent().path("env"))
                        .filter(e -> e.path("name").asText().equals("NODE_NAME"))
                        .map(e -> e.at("/valueFrom/fieldRef/fieldPath").asText()))
                .containsExactly("spec.nodeName");
    }

    @Test
    void bindsOnOpenShiftToOneConstraintThatAllowsWhatThePodAsksFor() {
        Manifests openshift = Chart.render(Path.of("src/test/values/openshift.yaml"));
        JsonNode scc = openshift.only("SecurityContextConstraints");
        assertThat(Manifests.stream(scc.path("allowedCapabilities")).map(JsonNode::asText))
                .containsExactlyElementsOf(capabilities(openshift.agent(), "add"));
        assertThat(openshift.only("Role").at("/rules").toString())
                .isEqualTo("[{\"apiGroups\":[\"security.openshift.io\"],"
                        + "\"resources\":[\"securitycontextconstraints\"],"
                        + "\"resourceNames\":[\"keelson\"],\"verbs\":[\"use\"]}]");
        assertThat(openshift.only("RoleBinding").at("/subjects/0/name"))
                .isEqualTo(openshift.pod().path("serviceAccountName"));
        Set<String> kinds = Manifests.stream(openshift.pod().path("volumes"))
                .map(v -> v.has("hostPath") ? "hostPath" : v.has("emptyDir") ? "emptyDir" : "configMap")
                .collect(Collectors.toSet());
        kinds.add("projected"); // the token, which admission adds
        assertThat(Manifests.stream(scc.path("volumes")).map(JsonNode::asText)).hasSameElementsAs(kinds);
    }

    private static List<String> capabilities(JsonNode container, String which) {
        return Manifests.stream(container.at("/securityContext/capabilities/" + which))
                .map(JsonNode::asText)
                .toList();
    }
}
