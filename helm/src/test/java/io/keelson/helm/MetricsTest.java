package io.keelson.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.metrics.HttpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the agent is told to serve metrics is what it understands, and where a PodMonitor looks. */
class MetricsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private static String http(Manifests manifests) {
        return Manifests.stream(manifests.agent().path("args"))
                .map(JsonNode::asText)
                .filter(arg -> arg.startsWith("--http="))
                .map(arg -> arg.substring("--http=".length()))
                .reduce((one, another) -> one + " and " + another)
                .orElse("");
    }

    private Manifests render(String values) throws IOException {
        return Chart.render(Files.writeString(dir.resolve("values.yaml"), values));
    }

    @Test
    void byDefaultProgramsOfTheNodeOnlyAsk() {
        Manifests manifests = Chart.render(Optional.empty(), Chart.KUBERNETES);
        assertThat(HttpAddress.parse(http(manifests)).map(a -> a.address().isLoopbackAddress()))
                .hasValue(true);
        assertThat(manifests.agent().has("ports")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'metrics: {address: \"[::1]:1\"}', [::1]:1", "'metrics: {address: 0.0.0.0:65535}', 0.0.0.0:65535"})
    void anAddressIsHandedOn(String values, String address) throws IOException {
        assertThat(http(render(values))).isEqualTo(address);
        assertThat(HttpAddress.parse(address)).isPresent();
    }

    @Test
    void offIsOff() throws IOException {
        assertThat(http(render("metrics: {enabled: false}"))).isEqualTo("off");
    }

    @Test
    void aPodMonitorFindsThePortAtTheNodesAddress() throws IOException {
        Manifests manifests = render("podMonitor: {enabled: true, port: 9900}");
        assertThat(http(manifests)).isEqualTo("$(HOST_IP):9900");
        assertThat(Manifests.stream(manifests.agent().path("env"))
                        .filter(e -> e.path("name").asText().equals("HOST_IP"))
                        .map(e -> e.at("/valueFrom/fieldRef/fieldPath").asText()))
                .containsExactly("status.hostIP");
        JsonNode port = manifests.agent().at("/ports/0");
        assertThat(port.at("/containerPort").asInt()).isEqualTo(9900);
        JsonNode monitor = manifests.only("PodMonitor");
        assertThat(monitor.at("/spec/podMetricsEndpoints/0/port")).isEqualTo(port.at("/name"));
        assertThat(monitor.at("/spec/podMetricsEndpoints/0/path").asText()).isEqualTo("/metrics");
        assertThat(monitor.at("/spec/selector/matchLabels"))
                .isEqualTo(manifests.only("DaemonSet").at("/spec/selector/matchLabels"));
        assertThat(HttpAddress.parse("10.0.0.7:9900")).as("of a node").isPresent();
        assertThat(HttpAddress.parse("fd00::7:9900")).as("of a node with IPv6").isPresent();
    }
}
