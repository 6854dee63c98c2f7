package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.attach.AddRequest;
import io.keelson.plugin.attach.DelRequest;
import io.keelson.plugin.attach.GcRequest;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Errno;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VfSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CniHandlerTest {
    private static final String DELEGATED =
            "{\"cniVersion\":\"1.0.0\",\"name\":\"wire\",\"type\":\"sriov\",\"deviceID\":\"0000:01:10.0\"";
    private static final String CHAINED = "{\"cniVersion\":\"1.0.0\",\"name\":\"cluster\",\"type\":\"keelson\"";
    private static final String PREVIOUS =
            ",\"prevResult\":{\"cniVersion\":\"1.0.0\",\"interfaces\":[{\"name\":\"eth0\","
                    + "\"mac\":\"0a:00:00:00:00:01\",\"sandbox\":\"" + Samples.NETNS + "\"}],"
                    + "\"ips\":[{\"interface\":0,\"address\":\"10.1.0.9/16\"}]}";

    private static final List<String> VERBS = List.of("ADD", "DEL", "CHECK", "GC", "STATUS", "VERSION");

    private final FakeAttachments attachments = new FakeAttachments();
    private final CniHandler handler = new CniHandler(attachments);

    private Reply handle(String verb, String conf) {
        return handler.handle(Samples.environment(verb), Samples.bytes(conf), Samples.CALL);
    }

    private Reply handle(String verb, String conf, Map<String, String> changes) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "CNI_COMMAND",
                verb,
                "CNI_CONTAINERID",
                Samples.CONTAINER,
                "CNI_NETNS",
                Samples.NETNS,
                "CNI_IFNAME",
                "net1",
                "CNI_PATH",
                "/opt/cni/bin"));
        environment.putAll(changes);
        return handler.handle(Samples.environment(environment), Samples.bytes(conf), Samples.CALL);
    }

    @Test
    void addsOneDeviceWhenDelegated() throws Exception {
        attachments.gives = List.of(Samples.net1());
        Reply reply = handle(
                "ADD",
                DELEGATED + ",\"vlan\":100,\"ipam\":{\"type\":\"static\"}}",
                Map.of("CNI_ARGS", "K8S_POD_NAMESPACE=ran;K8S_POD_NAME=upf;K8S_POD_UID=u1"));
        assertThat(reply.exitCode()).isZero();
        assertThat(Json.MAPPER.readTree(reply.text()).at("/interfaces/0/name").asText())
                .isEqualTo("net1");
        AddRequest asked = attachments.adds.get(0);
        assertThat(asked.chained()).isFalse();
        assertThat(asked.device()).contains(PciAddress.of("0000:01:10.0"));
        assertThat(asked.wanted()).hasToString("vlan 100");
        assertThat(asked.sandbox().container()).isEqualTo(new ContainerId(Samples.CONTAINER));
        assertThat(asked.sandbox().ifName()).isEqualTo(new IfName("net1"));
        assertThat(asked.sandbox().netns()).hasToString(Samples.NETNS);
        assertThat(asked.sandbox().pod()).contains(new PodRef("ran", "upf", "u1"));
        assertThat(asked.ipam()).hasValueSatisfying(i -> assertThat(i.type()).isEqualTo("static"));
        assertThat(asked.network().name()).isEqualTo("wire");
        assertThat(asked.network().path()).isEqualTo("/opt/cni/bin");
    }

    @Test
    void addsBehindThePrimaryPluginWhenChained() throws Exception {
        attachments.gives = List.of(Samples.net1());
        Reply reply = handle("ADD", CHAINED + ",\"vlan\":100" + PREVIOUS + "}", Map.of("CNI_IFNAME", "eth0"));
        JsonNode result = Json.MAPPER.readTree(reply.text());
        assertThat(result.at("/interfaces/0/name").asText()).isEqualTo("eth0");
        assertThat(result.at("/interfaces/1/name").asText()).isEqualTo("net1");
        assertThat(attachments.adds.get(0).chained()).isTrue();
        assertThat(attachments.adds.get(0).wanted()).isEqualTo(VfSettings.NONE);
        assertThat(attachments.adds.get(0).ipam()).isEmpty();
    }

    @Test
    void passesThePreviousResultThroughForAPodWithoutAGrant() throws Exception {
        Reply reply = handle("ADD", CHAINED + PREVIOUS + "}");
        JsonNode expected = Json.MAPPER.readTree("{\"cniVersion\":\"1.0.0\",\"dns\":{}}");
        ((com.fasterxml.jackson.databind.node.ObjectNode) expected)
                .setAll((com.fasterxml.jackson.databind.node.ObjectNode)
                        Json.MAPPER.readTree("{" + PREVIOUS.substring(1) + "}").path("prevResult"));
        assertThat(Json.MAPPER.readTree(reply.text())).isEqualTo(expected);
    }

    @Test
    void asksNobodyWhereThereIsNeitherDeviceNorPreviousResult() {
        assertFails(handle("ADD", CHAINED + "}"), 7, "CNI_CONFIG_INVALID network cluster: prevResult");
        assertThat(attachments.adds).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            CNI_CONTAINERID > ../x          > 4 > CNI_REQUEST_MALFORMED CNI_CONTAINERID
            CNI_CONTAINERID > ~~            > 4 > CNI_REQUEST_MALFORMED CNI_CONTAINERID
            CNI_IFNAME      > 0123456789abcdef > 4 > CNI_REQUEST_MALFORMED CNI_IFNAME
            CNI_IFNAME      > a/b           > 4 > CNI_REQUEST_MALFORMED CNI_IFNAME
            CNI_NETNS       > ~~            > 4 > CNI_REQUEST_MALFORMED CNI_NETNS
            CNI_NETNS       > /run/../etc   > 4 > CNI_REQUEST_MALFORMED CNI_NETNS
            CNI_NETNS       > relative      > 4 > CNI_REQUEST_MALFORMED CNI_NETNS
            CNI_PATH        > ~~            > 4 > CNI_REQUEST_MALFORMED CNI_PATH
            CNI_ARGS        > nonsense      > 4 > CNI_REQUEST_MALFORMED CNI_ARGS
            CNI_COMMAND     > add           > 4 > CNI_REQUEST_MALFORMED CNI_COMMAND
            """)
    void refusesABadEnvironmentOnAdd(String variable, String value, int code, String message) {
        assertFails(handle("ADD", DELEGATED + "}", Map.of(variable, value)), code, message);
        assertThat(attachments.adds).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', textBlock = """
            garbage                                              > 6 > CNI_REQUEST_MALFORMED stdin
            {"cniVersion":"1.0.0","name":"n","deviceID":"eth0"}  > 7 > CNI_CONFIG_INVALID network n: deviceID
            {"cniVersion":"9.9.9","name":"n"}                    > 1 > CNI_VERSION_UNSUPPORTED network n: cniVersion
            {"cniVersion":"1.0.0"}                               > 7 > CNI_CONFIG_INVALID name
            {"cniVersion":"1.0.0","name":"n","prevResult":[]}    > 7 > CNI_CONFIG_INVALID network n: prevResult
            {"cniVersion":"1.0.0","name":"n","prevResult":{"ips":{}}} > 7 > CNI_CONFIG_INVALID network n: prevResult.ips
            {"cniVersion":"1.0.0","name":"n","prevResult":{"interfaces":[1]}} > 7 > CNI_CONFIG_INVALID network n: prevResult.interfaces
            """)
    void refusesABadConfigurationOnAdd(String conf, int code, String message) {
        assertFails(handle("ADD", conf), code, message);
        assertThat(attachments.adds).isEmpty();
    }

    @Test
    void answersErrorsInTheVersionOfTheConfiguration() throws Exception {
        Reply reply = handle("ADD", "{\"cniVersion\":\"0.3.1\",\"name\":\"n\",\"deviceID\":\"x\"}");
        assertThat(Json.MAPPER.readTree(reply.text()).path("cniVersion").asText())
                .isEqualTo("0.3.1");
    }

    @Test
    void deletesWithWhateverIsLeft() {
        Reply reply = handle(
                "DEL",
                "{\"deviceID\":\"gone\",\"vlan\":99999,\"ipam\":{\"type\":\"../x\"}}",
                Map.of("CNI_NETNS", "not a path", "CNI_PATH", "", "CNI_ARGS", "nonsense"));
        assertThat(reply.exitCode()).as(reply.text()).isZero();
        assertThat(reply.text()).isEmpty();
        assertThat(attachments.dels)
                .containsExactly(new DelRequest(
                        new ContainerId(Samples.CONTAINER),
                        new IfName("net1"),
                        Optional.empty(),
                        false,
                        Optional.empty()));
    }

    @Test
    void deletesByContainerWhenChained() {
        assertThat(handle("DEL", CHAINED + "}").exitCode()).isZero();
        assertThat(attachments.dels.get(0).chained()).isTrue();
        assertThat(attachments.dels.get(0).netns())
                .hasValueSatisfying(n -> assertThat(n).hasToString(Samples.NETNS));
    }

    @Test
    void stillNeedsToKnowWhomToDelete() {
        assertFails(
                handle("DEL", CHAINED + "}", Map.of("CNI_CONTAINERID", "")),
                4,
                "CNI_REQUEST_MALFORMED CNI_CONTAINERID");
        assertThat(attachments.dels).isEmpty();
    }

    @Test
    void checksWhatThePreviousResultClaims() {
        assertThat(handle("CHECK", CHAINED + PREVIOUS + "}", Map.of("CNI_IFNAME", "eth0"))
                        .exitCode())
                .isZero();
        assertThat(attachments.checks.get(0).interfaces()).hasSize(1);
        assertThat(attachments.checks.get(0).interfaces().get(0).name()).hasToString("eth0");
        assertThat(attachments.checks.get(0).interfaces().get(0).addresses()).hasToString("[10.1.0.9/16]");
    }

    @Test
    void collectsGarbageByWhatIsValid() {
        Reply reply = handle(
                "GC",
                CHAINED + ",\"cni.dev/valid-attachments\":[{\"containerID\":\"a1\",\"ifname\":\"eth0\"}]}",
                Map.of("CNI_CONTAINERID", "", "CNI_IFNAME", "", "CNI_NETNS", ""));
        assertThat(reply.exitCode()).as(reply.text()).isZero();
        assertThat(attachments.gcs.get(0).valid())
                .containsExactly(new GcRequest.Valid(new ContainerId("a1"), new IfName("eth0")));
    }

    @Test
    void collectsNothingWithoutAList() {
        assertFails(handle("GC", CHAINED + "}"), 7, "CNI_CONFIG_INVALID");
        assertFails(
                handle("GC", CHAINED + ",\"cni.dev/valid-attachments\":[{\"containerID\":\"..\"}]}"), 7, "CNI_CONFIG");
        assertThat(attachments.gcs).isEmpty();
    }

    @Test
    void tellsItsVersionsAndStatus() throws Exception {
        assertThat(Json.MAPPER
                        .readTree(handle("VERSION", "").text())
                        .path("supportedVersions")
                        .size())
                .isEqualTo(5);
        assertThat(handle("STATUS", CHAINED + "}").exitCode()).isZero();
        attachments.fails = Optional.of(problem(Code.SHUTTING_DOWN));
        assertFails(handle("STATUS", CHAINED + "}"), 11, "SHUTTING_DOWN");
    }

    @ParameterizedTest
    @EnumSource(Code.class)
    void hasACodeForEveryProblemAndRetriesWhatMayHeal(Code code) {
        attachments.fails = Optional.of(problem(code));
        JsonNode error =
                assertFails(handle("ADD", DELEGATED + "}"), CniErrors.code(problem(code)), code + " 0000:01:10.0");
        assertThat(error.path("details").asText()).isEqualTo("what was seen (EBUSY); next: what to do");
        assertThat(error.path("code").asInt() == 11).as("%s", error).isEqualTo(code.retryable());
    }

    @Test
    void survivesABugBehindIt() {
        attachments.breaks = Optional.of(new IllegalStateException("on purpose"));
        assertFails(handle("ADD", DELEGATED + "}"), 199, "INTERNAL agent");
    }

    @Test
    void answersWhateverItIsGivenWithACleanError() throws Exception {
        long seed = 20260102;
        Random random = new Random(seed);
        byte[] good = Samples.bytes(
                DELEGATED + ",\"vlan\":1,\"ipam\":{\"type\":\"x\"},\"runtimeConfig\":{}" + PREVIOUS + "}");
        for (int i = 0; i < 5000; i++) {
            byte[] stdin = mutated(random, good);
            List<byte[]> environment = Samples.environment(VERBS.get(i % VERBS.size())).stream()
                    .map(e -> random.nextInt(8) == 0 ? mutated(random, e) : e)
                    .toList();
            Reply reply = handler.handle(environment, stdin, Samples.CALL);
            if (reply.exitCode() != 0) {
                JsonNode error = Json.MAPPER.readTree(reply.text());
                assertThat(error.path("code").asInt())
                        .as("seed %d round %d: %s", seed, i, error)
                        .isIn(1, 4, 6, 7);
                assertThat(error.path("details").asText()).contains("; next: ");
            }
        }
    }

    private static byte[] mutated(Random random, byte[] good) {
        byte[] bytes =
                java.util.Arrays.copyOf(good, random.nextInt(4) == 0 ? random.nextInt(good.length) : good.length);
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static Problem problem(Code code) {
        return Problem.of(code, new Subject("0000:01:10.0"), "what was seen", "what to do", Errno.EBUSY);
    }

    private static JsonNode assertFails(Reply reply, int code, String message) {
        try {
            JsonNode error = Json.MAPPER.readTree(reply.text());
            assertThat(error.path("code").asInt()).as(reply.text()).isEqualTo(code);
            assertThat(error.path("msg").asText()).startsWith(message);
            assertThat(reply.exitCode()).isEqualTo(1);
            return error;
        } catch (java.io.IOException e) {
            throw new AssertionError(reply.text(), e);
        }
    }
}
