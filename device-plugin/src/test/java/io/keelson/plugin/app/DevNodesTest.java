package io.keelson.plugin.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.dpdk.grant.DevPath;
import io.keelson.vf.model.IommuGroup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevNodesTest {
    private static final DevPath GROUP = DevPath.ofGroup(IommuGroup.parse("70").orElseThrow());
    private static final DevPath NO_IOMMU =
            DevPath.ofNoIommuGroup(IommuGroup.parse("70").orElseThrow());

    @TempDir
    Path root;

    @Test
    void aNodeThatCameSinceTheContainerStartedIsKnownFromSysfs() throws Exception {
        device("vfio/70", "vfio/70");
        device("misc/vfio", "vfio/vfio");
        device("net/vhost-net", "other");
        DevNodes plugin = nodes(Duty.DEVICE_PLUGIN);
        assertThat(plugin.present(GROUP)).isTrue();
        assertThat(plugin.present(DevPath.VFIO_CONTAINER)).isTrue();
        assertThat(plugin.present(NO_IOMMU)).isFalse();
        assertThat(plugin.present(DevPath.VHOST_NET)).isFalse();
        assertThat(nodes(Duty.EVERYTHING).present(GROUP))
                .as("where /dev is the host's")
                .isFalse();
    }

    @Test
    void aNodeIsEnough_andNothingIsNothing() throws Exception {
        assertThat(nodes(Duty.DEVICE_PLUGIN).present(GROUP)).isFalse();
        Files.createDirectories(root.resolve("dev/vfio"));
        Files.createFile(root.resolve("dev/vfio/70"));
        assertThat(nodes(Duty.DEVICE_PLUGIN).present(GROUP)).isTrue();
        assertThat(nodes(Duty.EVERYTHING).present(GROUP)).isTrue();
    }

    private DevNodes nodes(Duty duty) {
        return new DevNodes(new HostPaths(root, Map.of()), duty);
    }

    private void device(String below, String devname) throws Exception {
        Path directory = Files.createDirectories(root.resolve("sys/class").resolve(below));
        Files.writeString(directory.resolve("uevent"), "MAJOR=1\nMINOR=2\nDEVNAME=" + devname + "\n");
    }
}
