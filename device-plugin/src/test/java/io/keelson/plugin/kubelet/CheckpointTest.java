package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.plugin.testing.Pods;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private static final String TWO_NODES = """
            {"Data":{"PodDeviceEntries":[{"PodUID":"u1","ContainerName":"app","ResourceName":"keelson.io/fast",
            "DeviceIDs":{"0":["0000:01:10.0"],"-1":["0000:02:10.0"]},"AllocResp":"AAAA","Later":{"a":[1,{"b":null}]}},
            {"PodUID":"u2","ContainerName":"gpu","ResourceName":"example.com/gpu","DeviceIDs":{"0":["GPU-1"]}}],
            "RegisteredDevices":{"keelson.io/fast":["0000:01:10.0"]}},"Checksum":18446744073709551615}
            """;

    private final Path root;
    private final KubeletPaths paths;

    CheckpointTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.paths = KubeletPaths.below(root);
        Files.createDirectories(paths.devicePlugins());
    }

    @Test
    void entriesOfEveryNodeAreOneSetAndUnknownKeysAreSkipped() throws Exception {
        Files.writeString(paths.checkpoint(), TWO_NODES);

        Entries entries = new Checkpoint(paths).read();

        assertThat(entries.all())
                .containsExactly(
                        new Entries.Entry("u1", "app", "keelson.io/fast", Set.of("0000:01:10.0", "0000:02:10.0")),
                        new Entries.Entry("u2", "gpu", "example.com/gpu", Set.of("GPU-1")));
        assertThat(entries.devices())
                .extracting(Object::toString)
                .containsExactlyInAnyOrder("0000:01:10.0", "0000:02:10.0");
    }

    @Test
    void olderKubeletsWroteAListAndGoWritesNull() throws IOException {
        assertThat(parse(
                                "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":\"u\",\"ContainerName\":\"c\",\"ResourceName\":\"r\","
                                        + "\"DeviceIDs\":[\"a\",\"b\"]}]}}")
                        .all())
                .containsExactly(new Entries.Entry("u", "c", "r", Set.of("a", "b")));
        assertThat(parse("{\"Data\":{\"PodDeviceEntries\":null,\"RegisteredDevices\":{}},\"Checksum\":1}")
                        .all())
                .isEmpty();
        assertThat(parse(
                                "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":\"u\",\"ContainerName\":\"c\",\"ResourceName\":\"r\","
                                        + "\"DeviceIDs\":null}]}}")
                        .all())
                .containsExactly(new Entries.Entry("u", "c", "r", Set.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"Data\":null}",
                "{\"Data\":{}}",
                "{\"Data\":{\"PodDeviceEntries\":{}}}",
                "{\"Data\":{\"PodDeviceEntries\":[1]}}",
                "{\"Data\":{\"PodDeviceEntries\":[{}]}}",
                "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":1,\"ContainerName\":\"c\",\"ResourceName\":\"r\"}]}}",
                "{\"Data\":{\"PodDeviceEntries\":null}} {}",
                "{\"Data\":{\"PodDeviceEntries\":null},\"Data\":{\"PodDeviceEntries\":null}}",
                "{\"Data\":{\"PodDeviceEntries\":[{\"PodUID\":\"u\",\"ContainerName\":\"c\",\"ResourceName\":\"r\","
                        + "\"DeviceIDs\":{\"0\":[null]}}]}}",
                "{\"Data\":{\"PodDeviceEntries\":null}"
            })
    void whatKubeletNeverWroteIsUnreadable(String text) throws IOException {
        Files.writeString(paths.checkpoint(), text);

        assertUnreadable();
    }

    @Test
    void missingOrEndlessIsUnreadableToo() throws IOException {
        assertUnreadable();
        try (RandomAccessFile file = new RandomAccessFile(paths.checkpoint().toFile(), "rw")) {
            file.setLength((16 << 20) + 1);
        }
        assertThat(assertUnreadable()).contains("longer than 16777216 bytes");
    }

    @Test
    void noDamageMakesItFailInAnotherWay() {
        Pods pods = new Pods();
        for (int i = 0; i < 4; i++) {
            pods.add(new Pods.Held(Pods.Container.of("p" + i), "keelson.io/fast", List.of("0000:01:10." + i)));
        }
        byte[] sound = pods.checkpointJson(Map.of("keelson.io/fast", List.of("0000:01:10.0")))
                .getBytes(StandardCharsets.UTF_8);
        long seed = 20260102;
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = Arrays.copyOf(sound, round % 3 == 0 ? random.nextInt(sound.length) : sound.length);
            for (int hit = random.nextInt(4); hit >= 0 && damaged.length > 0; hit--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(Checkpoint.parse(damaged).all()).hasSizeLessThanOrEqualTo(4);
            } catch (IOException expected) {
                assertThat(expected).isNotNull();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private String assertUnreadable() {
        List<String> lines = new ArrayList<>();
        assertThatThrownBy(() -> new Checkpoint(paths).read()).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(Code.CHECKPOINT_UNREADABLE);
            assertThat(e.problem().subject().text()).startsWith(root.toString());
            lines.add(e.problem().line());
        });
        return lines.get(0);
    }

    private static Entries parse(String text) throws IOException {
        return Checkpoint.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}
