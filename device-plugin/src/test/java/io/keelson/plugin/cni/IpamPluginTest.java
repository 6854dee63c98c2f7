package io.keelson.plugin.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.keelson.plugin.attach.Ipam;
import io.keelson.plugin.attach.Lease;
import io.keelson.plugin.attach.Network;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.Deadline;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IpamCall;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real executables in the place of IPAM plugins. */
@Timeout(120)
class IpamPluginTest {
    private static final Ipam.Target TARGET = new Ipam.Target(
            new ContainerId(Samples.CONTAINER), new IfName("net1"), Optional.of(new NetnsPath(Samples.NETNS)));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path dir;

    private final List<String> executed = new ArrayList<>();

    private Ipam ipam() {
        return new IpamPlugin(dir.resolve("scratch"), PluginStart.here(), executed::add);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(30));
    }

    private IpamCall plugin(String script) throws Exception {
        Path file = dir.resolve("test-ipam");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return new IpamCall("test-ipam", "{\"name\":\"wire\" , \"ipam\":{}}", "IgnoreUnknown=1", "/nowhere:" + dir);
    }

    private Problem problemOf(IpamCall call, Deadline until) {
        try {
            ipam().add(call, TARGET, until);
        } catch (HostException e) {
            return e.problem();
        }
        throw new AssertionError("it succeeded");
    }

    @Test
    void readsAddressesRoutesAndNameService() throws Exception {
        Lease lease = ipam().add(
                        plugin(
                                "cat <<'X'\n{\"cniVersion\":\"1.1.0\",\"ips\":[{\"address\":\"10.56.0.2/24\",\"gateway\":"
                                        + "\"10.56.0.1\"},{\"version\":\"6\",\"address\":\"fd00::2/64\"}],\"routes\":[{\"dst\":\"0.0.0.0/0\"},"
                                        + "{\"dst\":\"10.9.0.0/16\",\"gw\":\"10.56.0.254\",\"mtu\":1400}],\"dns\":{\"nameservers\":[\"10.0.0.2\"],"
                                        + "\"domain\":\"d\"}}\nX"),
                        TARGET,
                        soon());
        assertThat(lease.addresses()).hasSize(2);
        assertThat(lease.addresses().get(0).address()).hasToString("10.56.0.2/24");
        assertThat(lease.addresses().get(0).gateway()).isEqualTo(io.keelson.vf.model.IfAddress.literal("10.56.0.1"));
        assertThat(lease.addresses().get(1).gateway()).isEmpty();
        assertThat(lease.routes().get(1).mtu()).hasValue(1400);
        assertThat(lease.gatewayFor(lease.routes().get(0)))
                .isEqualTo(io.keelson.vf.model.IfAddress.literal("10.56.0.1"));
        assertThat(lease.dns().domain()).contains("d");
        assertThat(executed).containsExactly("test-ipam");
    }

    @Test
    void givesTheConfigurationVerbatimAndTheEnvironmentOfCni() throws Exception {
        IpamCall call = plugin("cat > " + dir + "/seen.in; env > " + dir + "/seen.env");
        ipam().del(call, TARGET, soon());
        assertThat(dir.resolve("seen.in")).hasContent(call.config());
        assertThat(Files.readAllLines(dir.resolve("seen.env")))
                .contains(
                        "CNI_COMMAND=DEL",
                        "CNI_CONTAINERID=" + Samples.CONTAINER,
                        "CNI_IFNAME=net1",
                        "CNI_NETNS=" + Samples.NETNS,
                        "CNI_ARGS=IgnoreUnknown=1",
                        "CNI_PATH=/nowhere:" + dir)
                .noneMatch(line -> line.startsWith("HOME="));
        try (var left = Files.list(dir.resolve("scratch"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void checks() throws Exception {
        ipam().check(plugin("test $CNI_COMMAND = CHECK"), TARGET, soon());
    }

    @Test
    void tellsThePluginsOwnError() throws Exception {
        Problem problem = problemOf(
                plugin("echo '{\"code\":42,\"msg\":\"no addresses left\",\"details\":\"range 10.56.0.0/24\"}'; exit 1"),
                soon());
        assertThat(problem.code()).isEqualTo(Code.IPAM_FAILED);
        assertThat(problem.subject()).hasToString("test-ipam ADD");
        assertThat(problem.detail()).isEqualTo("no addresses left; range 10.56.0.0/24 (CNI code 42)");
    }

    @Test
    void tellsWhatACrashedPluginSaid() throws Exception {
        assertThat(problemOf(plugin("echo boom >&2; exit 3"), soon()).detail()).isEqualTo("exit code 3: boom");
        assertThat(problemOf(plugin("exit 3"), soon()).detail()).isEqualTo("exit code 3: no word");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "{}",
                "{\"ips\":[]}",
                "{\"ips\":{}}",
                "{\"ips\":[1]}",
                "{\"ips\":[{\"address\":\"10.0.0.1\"}]}",
                "{\"ips\":[{\"address\":\"10.0.0.1/33\"}]}",
                "{\"ips\":[{\"address\":\"example.org/24\"}]}",
                "{\"ips\":[{\"address\":\"10.0.0.1/8\",\"gateway\":\"gw\"}]}",
                "{\"ips\":[{\"address\":\"10.0.0.1/8\"}],\"routes\":[{\"dst\":\"default\"}]}"
            })
    void refusesUnusableResults(String output) throws Exception {
        Problem problem = problemOf(plugin("printf '%s' '" + output + "'"), soon());
        assertThat(problem.code()).isEqualTo(Code.IPAM_FAILED);
        assertThat(problem.detail()).startsWith("unusable result: ");
    }

    @Test
    void killsAPluginThatHangsWithAllItStarted() throws Exception {
        Problem problem = problemOf(
                plugin("sh -c 'while :; do :; done' & echo $! > " + dir + "/pid; while :; do :; done"),
                Deadline.after(Duration.ofMillis(600)));
        assertThat(problem.detail()).contains("no answer in time");
        long pid = io.keelson.vf.model.KernelText.decimal(Files.readString(dir.resolve("pid")))
                .orElseThrow();
        Optional<ProcessHandle> grandchild = ProcessHandle.of(pid);
        if (grandchild.isPresent()) {
            try {
                grandchild.get().onExit().get(20, TimeUnit.SECONDS);
            } finally {
                grandchild.get().destroyForcibly();
            }
        }
    }

    @Test
    void stopsAPluginThatTalksTooMuch() throws Exception {
        assertThat(problemOf(
                                plugin("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done"),
                                soon())
                        .detail())
                .contains("more than 1048576 bytes");
    }

    @Test
    void namesAnExecutableThatIsNotThere() throws Exception {
        Files.createDirectory(dir.resolve("a-directory"));
        for (String type : List.of("missing", "a-directory")) {
            Problem problem = problemOf(new IpamCall(type, "{}", "", dir.toString()), soon());
            assertThat(problem.code()).isEqualTo(Code.IPAM_FAILED);
            assertThat(problem.detail()).contains("no executable '" + type + "'", dir.toString());
        }
        assertThat(executed).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../sh", "/bin/sh", "", "a b", "keelson"})
    void executesNothingThatIsNoName(String type) {
        assertThat(problemOf(new IpamCall(type, "{}", "", "/bin"), soon()).code())
                .isEqualTo(Code.CNI_CONFIG_INVALID);
        assertThat(executed).isEmpty();
    }

    @Test
    void wordsAPoolsIpamAsAConfiguration() throws Exception {
        IpamCall call = ipam().call(
                        "{\"type\":\"host-local\",\"ranges\":[[{\"subnet\":\"10.56.0.0/24\"}]]}",
                        new Network("keelson.io-fast", "1.0.0", "A=b", "/opt/cni/bin"));
        assertThat(call.type()).isEqualTo("host-local");
        JsonNode config = Json.MAPPER.readTree(call.config());
        assertThat(config.path("name").asText()).isEqualTo("keelson.io-fast");
        assertThat(config.path("cniVersion").asText()).isEqualTo("1.0.0");
        assertThat(config.at("/ipam/ranges/0/0/subnet").asText()).isEqualTo("10.56.0.0/24");
        assertThat(call.args()).isEqualTo("A=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"type\":\"a/b\"}"})
    void refusesAPoolsIpamThatIsNone(String json) {
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> ipam().call(json, new Network("n", "1.0.0", "", "")))
                .satisfies(e -> assertThat(e.problem().code()).isEqualTo(Code.CNI_CONFIG_INVALID));
    }
}
