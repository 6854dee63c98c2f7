package io.keelson.plugin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.config.model.ResourceName;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words of events, and that the API server takes them: its limits are those of {@code events.k8s.io/v1}. */
class EventTextTest {
    private static final Regarding NODE = Regarding.node("worker-1").orElseThrow();
    private static final ResourceName FAST = new ResourceName("keelson.io", "fast");
    private static final Instant AT = Instant.parse("2026-11-23T12:00:00.123456789Z");
    private static final PodRef POD = new PodRef("ran", "du-0", "4f2c");

    private static HealthNews.Item down(int devices, String detail, int untold) {
        List<DeviceId> ids = IntStream.range(0, devices)
                .mapToObj(i -> (DeviceId) PciAddress.of(String.format(Locale.ROOT, "0000:%02x:%02x.0", i / 32, i % 32)))
                .toList();
        Problem problem = Problem.of(Code.PF_DOWN, new Subject("eth0"), detail, "see to its cable");
        return new HealthNews.Item(FAST, Optional.of(problem), ids, untold);
    }

    @Test
    void theNodeIsToldWhatAndWhyAndWhatNext() {
        Event event = EventText.ofNode(NODE, down(2, "no carrier", 0), AT);
        assertThat(event.reason()).isEqualTo("PfDown");
        assertThat(event.warning()).isTrue();
        assertThat(event.note())
                .isEqualTo("PF_DOWN keelson.io/fast: 2 devices not offered: 0000:00:00.0, 0000:00:01.0. "
                        + "eth0: no carrier. Next: see to its cable");
        assertThat(event.name()).startsWith("worker-1.");
    }

    @Test
    void aLongListIsCutAndCounted() {
        assertThat(EventText.ofNode(NODE, down(11, "no carrier", 5), AT).note())
                .contains("0000:00:07.0 and 3 more (5 changes before were not told)");
    }

    @Test
    void aRecoveryIsGoodNews() {
        HealthNews.Item better =
                new HealthNews.Item(FAST, Optional.empty(), down(1, "", 0).devices(), 0);
        Event event = EventText.ofNode(NODE, better, AT);
        assertThat(event.warning()).isFalse();
        assertThat(event.reason()).isEqualTo("DeviceHealthy");
        assertThat(event.note()).isEqualTo("keelson.io/fast: 1 device healthy again: 0000:00:00.0");
    }

    @Test
    void thePodIsToldOfItsDevice() {
        Event event = EventText.ofPod(
                Regarding.pod(POD).orElseThrow(), down(1, "no carrier", 0), PciAddress.of("0000:00:00.0"), AT);
        assertThat(event.regarding()).isEqualTo(new Regarding("Pod", Optional.of("ran"), "du-0", "4f2c"));
        assertThat(event.note()).startsWith("PF_DOWN 0000:00:00.0 of keelson.io/fast, which this pod has. eth0: ");
    }

    /** Its name is the memory of what was told. */
    @Test
    void aRejectedPodHasOneEventWhoeverTellsIt() {
        FailedPod failed = new FailedPod(POD, "UnexpectedAdmissionError", "no keelson.io/fast", AT);
        Regarding pod = Regarding.pod(POD).orElseThrow();
        Rejections.Rejection rejection = new Rejections.Rejection(failed, FAST);
        Event first = EventText.rejected(pod, rejection, AT);
        assertThat(first.name()).isEqualTo("keelson-rejected-4f2c");
        assertThat(EventText.rejected(pod, rejection, AT.plusSeconds(9)).name()).isEqualTo(first.name());
        assertThat(first.note()).contains("delete the pod", "keelson.io/fast", "kubelet said: no keelson.io/fast");
        FailedPod odd = new FailedPod(new PodRef("ran", "du-0", "../a"), "", "", AT);
        assertThat(EventText.rejected(pod, new Rejections.Rejection(odd, FAST), AT)
                        .name())
                .matches("keelson-rejected-[0-9a-f-]{36}");
        assertThat(EventText.rejected(NODE, List.of(POD, POD), AT).note())
                .contains("2 pods", "ran/du-0, ran/du-0", "delete them");
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void everyCodeIsAReason(Code code) {
        assertThat(EventText.reason(code)).matches("([A-Z][a-z0-9]*)+");
    }

    @ParameterizedTest
    @CsvSource({"PF_DOWN,PfDown", "VF_WITHOUT_DRIVER,VfWithoutDriver", "INTERNAL,Internal"})
    void aCodeReadsAsAReason(Code code, String reason) {
        assertThat(EventText.reason(code)).isEqualTo(reason);
    }

    @Test
    void whatIsSentIsWithinTheLimits() {
        Regarding longest = Regarding.node("a".repeat(253)).orElseThrow();
        Event event = EventText.ofNode(longest, down(300, "x\n".repeat(2000), 0), AT);
        JsonNode json = EventJson.of(event, "a".repeat(253));
        assertThat(json.at("/metadata/name").asText())
                .hasSizeLessThanOrEqualTo(253)
                .matches("[a-z0-9][-a-z0-9.]*");
        assertThat(json.at("/metadata/namespace").asText()).isEqualTo("default");
        assertThat(json.path("note").asText()).hasSizeLessThanOrEqualTo(1024).doesNotContain("\n");
        assertThat(json.path("reportingInstance").asText()).hasSizeLessThanOrEqualTo(128);
        assertThat(json.path("eventTime").asText()).isEqualTo("2026-11-23T12:00:00.123456Z");
        assertThat(json.path("reportingController").asText()).isEqualTo("keelson.io/agent");
        assertThat(json.path("action").asText()).isNotEmpty();
        assertThat(json.path("type").asText()).isEqualTo("Warning");
        assertThat(json.at("/regarding/uid").asText()).isEqualTo("a".repeat(253));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", "a/b", "A", "-a", "a..b", "a?x=1", "a%2f"})
    void whatIsNoNameComesIntoNoPath(String name) {
        assertThat(Regarding.node(name)).isEmpty();
        assertThat(Regarding.pod(new PodRef("ns", name, ""))).isEmpty();
        assertThat(Regarding.pod(new PodRef(name, "pod", ""))).isEmpty();
    }

    @Test
    void rejectedForOneOfOursAndLately() {
        Instant now = AT;
        assertThat(Stream.of(
                        "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices keelson.io/fast, which is unexpected",
                        "requested number of devices unavailable for keelson.io/fast. Requested: 1, Available: 0"))
                .allSatisfy(m ->
                        assertThat(found("UnexpectedAdmissionError", m, now)).hasSize(1));
        assertThat(found("UnexpectedAdmissionError", "devices unavailable for keelson.io/faster", now))
                .isEmpty();
        assertThat(found("UnexpectedAdmissionError", "devices unavailable for x.keelson.io/fast", now))
                .isEmpty();
        assertThat(found("Evicted", "no keelson.io/fast", now)).isEmpty();
        assertThat(found("UnexpectedAdmissionError", "no keelson.io/fast", now.minusSeconds(3601)))
                .isEmpty();
    }

    private static List<Rejections.Rejection> found(String reason, String message, Instant started) {
        return Rejections.among(List.of(new FailedPod(POD, reason, message, started)), List.of(FAST), AT);
    }
}
