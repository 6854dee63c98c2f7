package io.keelson.plugin.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.DriverChoice;
import io.keelson.config.model.Pool;
import io.keelson.config.model.ResourceName;
import io.keelson.config.parse.ConfigFiles;
import io.keelson.config.parse.Parsed;
import io.keelson.config.select.PoolAssignment;
import io.keelson.plugin.health.DeviceHealth;
import io.keelson.plugin.status.PoolState;
import io.keelson.plugin.testing.Samples;
import io.keelson.vf.HostScanner;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DeviceId;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpositionTest {
    private static final Path TREE = Path.of("../vf-manager/src/test/trees/igb-with-vfs");
    private static final Path GOLDEN = Path.of("src/test/golden/metrics");
    private static final String TWO_POOLS = """
        pools:
          - resource: keelson.io/fast
            select: {pfNames: ["eth0#0-1"]}
            driver: kernel
          - resource: keelson.io/dpdk
            select: {pfNames: ["eth0#2"]}
            driver: vfio-pci
        """;
    private static final Problem ODD = Problem.of(Code.PF_DOWN, new Subject("eth\"9"), "has no link", "see to it");

    @Test
    void aCapturedHostWithTwoPoolsReadsAsItsGoldenFiles() throws IOException {
        FakeAgent agent = captured();
        Exposition exposition = new Exposition(agent);

        Answer text = exposition.answer(Optional.empty());
        matches("two-pools.txt", text);
        assertThat(text.type()).isEqualTo("text/plain; version=0.0.4; charset=utf-8");
        Samples.parse(text.body());

        Answer open = exposition.answer(Optional.of("application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
        matches("two-pools.openmetrics", open);
        assertThat(open.type()).isEqualTo("application/openmetrics-text; version=1.0.0; charset=utf-8");
    }

    /** The library would answer in protobuf, for which it is not here. */
    @Test
    void whoWantsSomethingElseGetsText() {
        Exposition exposition = new Exposition(new FakeAgent(List.of()));
        for (String accept : List.of("", "*/*", "text/html", "application/vnd.google.protobuf", "\0, ;;q=")) {
            assertThat(exposition.answer(Optional.of(accept)).type()).startsWith("text/plain; version=0.0.4");
        }
    }

    /** A NIC that fails fails with all its VFs. */
    @Test
    void noPoolNamesMoreThanSoManyDevices_andAllAreCounted() {
        List<PoolState.Device> devices = new ArrayList<>();
        for (int i = 0; i < 2 * PoolMetrics.NAMED; i++) {
            devices.add(new PoolState.Device(vf(i), Optional.empty(), Optional.of(ODD)));
        }
        Samples samples = read(new FakeAgent(List.of(pool("a", devices), pool("b", devices))));

        assertThat(samples.values().keySet())
                .filteredOn(s -> s.startsWith("keelson_device_unhealthy{"))
                .hasSize(2 * PoolMetrics.NAMED)
                .contains(
                        "keelson_device_unhealthy{code=\"PF_DOWN\",device=\"0000:00:00.0\",resource=\"keelson.io/b\"}")
                .noneMatch(s -> s.contains(vf(PoolMetrics.NAMED).toString()));
        assertThat(samples.values())
                .containsEntry("keelson_pool_devices_unhealthy{code=\"PF_DOWN\",resource=\"keelson.io/a\"}", 512.0)
                .containsEntry("keelson_pool_devices_healthy{resource=\"keelson.io/a\"}", 0.0);
    }

    @Test
    void whatIsNotKnownIsNotTold() {
        Samples nothing = read(new FakeAgent(false, true, List.of(), Set.of(), FakeAgent.NONE));
        assertThat(nothing.values())
                .containsEntry("keelson_build_info{version=\"1.2.3\"}", 1.0)
                .containsEntry("keelson_configuration_refused", 0.0)
                .containsEntry("keelson_pass_duration_seconds_count", 0.0);
        assertThat(nothing.types().keySet())
                .noneMatch(f -> f.startsWith("keelson_pool_") || f.startsWith("keelson_attachment_"))
                .doesNotContain("keelson_pass_last_timestamp_seconds", "keelson_host_problems");

        Samples alone = read(new FakeAgent(true, false, List.of(pool("a", List.of())), Set.of(), FakeAgent.NONE));
        assertThat(alone.values()).containsEntry("keelson_pool_devices{resource=\"keelson.io/a\"}", 0.0);
        assertThat(alone.types()).doesNotContainKey("keelson_pool_registered");
    }

    /** Two pools of one host; kubelet does not know one of them yet, a pod has a device of the other. */
    static FakeAgent captured() {
        Snapshot facts = HostScanner.ofTree(TREE).scan();
        Parsed parsed = ConfigFiles.parse("keelson.yaml", TWO_POOLS, ResourceName.NATIVE_PREFIX);
        PoolAssignment assignment = PoolAssignment.of(parsed.intent().orElseThrow(), facts);
        List<PoolState> pools = new ArrayList<>();
        for (Pool pool : parsed.intent().orElseThrow().pools()) {
            List<PoolState.Device> devices = assignment.members(pool.resource()).stream()
                    .map(m -> device(facts, m.device(), pool.driver()))
                    .toList();
            Optional<String> unregistered = devices.size() == 1 ? Optional.of("not yet") : Optional.empty();
            pools.add(new PoolState(pool.resource(), unregistered, devices));
        }
        Work much = FakeAgent.MUCH;
        Work work = new Work(
                much.passes(),
                much.lastPass(),
                List.of(ODD, ODD),
                much.configurationRefused(),
                much.netlinkMessages(),
                much.programs(),
                much.journalSyncs(),
                much.attachments());
        Set<DeviceId> held = Set.of(pools.get(0).devices().get(1).id(), PciAddress.of("0000:ff:1f.7"));
        return new FakeAgent(true, true, pools, held, work);
    }

    private static PoolState.Device device(Snapshot facts, DeviceId id, DriverChoice wish) {
        var device =
                facts.devices().filter(d -> d.deviceId().equals(id)).findFirst().orElseThrow();
        return new PoolState.Device(id, device.numaNode(), DeviceHealth.judgeUnkept(device, wish, false));
    }

    private static PoolState pool(String name, List<PoolState.Device> devices) {
        return new PoolState(new ResourceName("keelson.io", name), Optional.empty(), devices);
    }

    private static PciAddress vf(int number) {
        return PciAddress.of(String.format("0000:%02x:%02x.%d", number >> 8, number >> 3 & 0x1f, number & 7));
    }

    private static Samples read(FakeAgent agent) {
        return Samples.parse(new Exposition(agent).answer(Optional.empty()).body());
    }

    private static void matches(String file, Answer answer) throws IOException {
        Path golden = GOLDEN.resolve(file);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(golden, answer.body());
        }
        assertThat(answer.body())
                .as("%s (rewrite with -Dgolden.update=true)", golden)
                .isEqualTo(Files.readString(golden));
    }

    @Test
    void everyMetricIsInTheGoldenFile() {
        Map<String, String> types = read(captured()).types();
        assertThat(types.keySet()).hasSize(Metric.values().length);
    }
}
