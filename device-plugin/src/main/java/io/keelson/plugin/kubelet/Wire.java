package io.keelson.plugin.kubelet;

import io.keelson.dpdk.grant.ContainerGrant;
import io.keelson.dpdk.grant.DeviceNode;
import io.keelson.dpdk.grant.Mount;
import io.keelson.plugin.pool.AllocateReply;
import io.keelson.plugin.pool.Offer;
import io.keelson.plugin.pool.Offered;
import io.keelson.proto.v1beta1.CDIDevice;
import io.keelson.proto.v1beta1.ContainerAllocateResponse;
import io.keelson.proto.v1beta1.Device;
import io.keelson.proto.v1beta1.DeviceSpec;
import io.keelson.proto.v1beta1.ListAndWatchResponse;
import io.keelson.proto.v1beta1.NUMANode;
import io.keelson.proto.v1beta1.TopologyInfo;

/** Our words as kubelet's messages. */
final class Wire {
    private static final String HEALTHY = "Healthy";
    private static final String UNHEALTHY = "Unhealthy";

    private Wire() {}

    static ListAndWatchResponse of(Offer offer) {
        ListAndWatchResponse.Builder list = ListAndWatchResponse.newBuilder();
        offer.devices().forEach(device -> list.addDevices(of(device)));
        return list.build();
    }

    /**
     * By CDI in both ways: kubelet hands on names since 1.28, annotations ever since; a runtime that gets both adds a device
     * once. Of a grant's needs kubelet cannot be told: the pod's spec has to meet them.
     */
    static ContainerAllocateResponse of(AllocateReply reply) {
        ContainerGrant grant = reply.grant();
        ContainerAllocateResponse.Builder container =
                ContainerAllocateResponse.newBuilder().putAllEnvs(grant.env());
        if (reply.byCdi().isPresent()) {
            AllocateReply.ByCdi cdi = reply.byCdi().get();
            container.putAnnotations(cdi.annotation().getKey(), cdi.annotation().getValue());
            cdi.names()
                    .forEach(name ->
                            container.addCdiDevices(CDIDevice.newBuilder().setName(name)));
        } else {
            grant.nodes().forEach(node -> container.addDevices(of(node)));
        }
        grant.mounts().forEach(mount -> container.addMounts(of(mount)));
        return container.build();
    }

    private static Device of(Offered offered) {
        Device.Builder device = Device.newBuilder()
                .setID(offered.device().toString())
                .setHealth(offered.healthy() ? HEALTHY : UNHEALTHY);
        offered.numa()
                .ifPresent(node -> device.setTopology(
                        TopologyInfo.newBuilder().addNodes(NUMANode.newBuilder().setID(node.number()))));
        return device.build();
    }

    private static DeviceSpec of(DeviceNode node) {
        return DeviceSpec.newBuilder()
                .setHostPath(node.host().text())
                .setContainerPath(node.container().text())
                .setPermissions(DeviceNode.PERMISSIONS)
                .build();
    }

    private static io.keelson.proto.v1beta1.Mount of(Mount mount) {
        return io.keelson.proto.v1beta1.Mount.newBuilder()
                .setHostPath(mount.host())
                .setContainerPath(mount.container())
                .setReadOnly(mount.readOnly())
                .build();
    }
}
