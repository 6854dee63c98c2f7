package io.keelson.plugin.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.dpdk.grant.ContainerGrant;
import io.keelson.dpdk.grant.DevPath;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.Mount;
import io.keelson.dpdk.grant.Need;
import io.keelson.plugin.pool.AllocateReply;
import io.keelson.proto.v1beta1.CDIDevice;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WireTest {
    @Test
    void everythingOfAGrantThatKubeletHasWordsFor() {
        ContainerGrant grant = new ContainerGrant(
                new TreeMap<>(Map.of("A", "1")),
                List.of(new DeviceNode(new DevPath("/dev/vfio/noiommu-7"), new DevPath("/dev/vfio/7"))),
                List.of(new Mount("/var/lib/x", "/x", true)),
                Set.of(Need.RAW_IO));

        ContainerAllocateResponse wire = Wire.of(new AllocateReply(grant, List.of(), Optional.empty()));

        assertThat(wire.getEnvsMap()).containsExactly(Map.entry("A", "1"));
        assertThat(wire.getDevicesList())
                .extracting(d -> d.getHostPath() + " " + d.getContainerPath() + " " + d.getPermissions())
                .containsExactly("/dev/vfio/noiommu-7 /dev/vfio/7 rw");
        assertThat(wire.getMountsList())
                .extracting(m -> m.getHostPath() + " " + m.getContainerPath() + " " + m.getReadOnly())
                .containsExactly("/var/lib/x /x true");
    }

    @Test
    void byCdiNamesTakeThePlaceOfNodesInBothWays() {
        ContainerGrant grant = new ContainerGrant(
                new TreeMap<>(Map.of("A", "1")), List.of(DeviceNode.same(DevPath.VFIO_CONTAINER)), List.of(), Set.of());
        AllocateReply.ByCdi cdi = new AllocateReply.ByCdi(Map.entry("cdi.k8s.io/k", "v/c=d"), List.of("v/c=d"));

        ContainerAllocateResponse wire = Wire.of(new AllocateReply(grant, List.of(), Optional.of(cdi)));

        assertThat(wire.getDevicesList()).isEmpty();
        assertThat(wire.getEnvsMap()).containsOnly(Map.entry("A", "1"));
        assertThat(wire.getAnnotationsMap()).containsOnly(Map.entry("cdi.k8s.io/k", "v/c=d"));
        assertThat(wire.getCdiDevicesList()).extracting(CDIDevice::getName).containsExactly("v/c=d");
    }
}
