package io.keelson.dpdk.grant;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.VdpaType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One provider's part of a grant: what the {@code _INFO} variable tells under its name, and the nodes and rights that go
 * with it.
 */
record Block(String provider, SortedMap<String, String> info, List<DeviceNode> nodes, Set<Need> needs) {

    static Block generic(Grantee device) {
        return new Block("generic", new TreeMap<>(Map.of("deviceID", device.id())), List.of(), Set.of());
    }

    /** The vfio container, then the device's group, which the container finds under its number however it is guarded. */
    static Block vfio(Grantee device, VfioMode mode) throws HostException {
        IommuGroup group = device.group().orElseThrow(() -> new HostException(noGroup(device)));
        if (device.groupSize() > 1) {
            throw new HostException(shared(device));
        }
        DevPath seen = DevPath.ofGroup(group);
        return new Block(
                "vfio",
                new TreeMap<>(Map.of("mount", DevPath.VFIO_CONTAINER.text(), "dev-mount", seen.text())),
                List.of(DeviceNode.same(DevPath.VFIO_CONTAINER), new DeviceNode(mode.node(group), seen)),
                Set.of(mode.need()));
    }

    static Block uio(Grantee device) throws HostException {
        DevPath node = device.traits()
                .uio()
                .map(n -> new DevPath("/dev/" + n))
                .orElseThrow(() -> new HostException(missing(device, "uio node", "see `keelson doctor`")));
        return new Block("uio", new TreeMap<>(Map.of("mount", node.text())), same(node), Set.of());
    }

    /** The nodes of all its RDMA devices; told are the first one's, as there is one name to tell. */
    static Block rdma(Grantee device) throws HostException {
        List<RdmaDevice> devices = device.traits().rdma();
        if (devices.isEmpty()) {
            throw new HostException(
                    missing(device, "RDMA device", "see `rdma link`, and whether its driver is loaded"));
        }
        RdmaDevice first = devices.get(0);
        SortedMap<String, String> info =
                new TreeMap<>(Map.of("rdma_dev", first.name().text()));
        first.uverbs().ifPresent(n -> info.put("uverbs", RdmaDevice.DIRECTORY + n));
        first.umad().ifPresent(n -> info.put("umad", RdmaDevice.DIRECTORY + n));
        first.issm().ifPresent(n -> info.put("issm", RdmaDevice.DIRECTORY + n));
        if (first.rdmaCm()) {
            info.put("rdma_cm", RdmaDevice.RDMA_CM);
        }
        Stream<DevPath> nodes =
                devices.stream().flatMap(d -> d.nodes().stream()).map(DevPath::new);
        return new Block("rdma", info, same(nodes.toArray(DevPath[]::new)), Set.of(Need.LOCKED_MEMORY));
    }

    /** Of type vhost its node; one of type virtio is the kernel's, and has none. */
    static Block vdpa(Grantee device, VdpaType type) throws HostException {
        VdpaDevice vdpa = device.traits()
                .vdpa()
                .filter(v -> v.type().filter(type::equals).isPresent())
                .orElseThrow(() -> new HostException(
                        missing(device, "vDPA device of type " + type, "see `vdpa dev show`, and its driver")));
        if (type != VdpaType.VHOST) {
            return new Block("vdpa", new TreeMap<>(), List.of(), Set.of());
        }
        DevPath node = vdpa.path()
                .map(DevPath::new)
                .orElseThrow(() ->
                        new HostException(missing(device, "vhost-vdpa node", "load vhost_vdpa, see `vdpa dev show`")));
        return new Block("vdpa", new TreeMap<>(Map.of("mount", node.text())), same(node), Set.of(Need.LOCKED_MEMORY));
    }

    static Block vhostNet() {
        return new Block(
                "vhost",
                new TreeMap<>(Map.of("net-mount", DevPath.VHOST_NET.text(), "tun-mount", DevPath.TUN.text())),
                same(DevPath.VHOST_NET, DevPath.TUN),
                Set.of());
    }

    static Block extra(SortedMap<String, String> words) {
        return new Block("extra", words, List.of(), Set.of());
    }

    private static List<DeviceNode> same(DevPath... nodes) {
        return Arrays.stream(nodes).map(DeviceNode::same).toList();
    }

    private static Problem missing(Grantee device, String what, String hint) {
        return Problem.of(
                Code.DEVICE_NODE_MISSING,
                new Subject(device.id()),
                "its pool promises a container its " + what + ", and it has none now",
                hint);
    }

    private static Problem noGroup(Grantee device) {
        return Problem.of(
                Code.IOMMU_OFF,
                new Subject(device.id()),
                "has no IOMMU group, so vfio has no node to give",
                "turn the IOMMU on in firmware and on the kernel command line (intel_iommu=on or amd_iommu=on)");
    }

    private static Problem shared(Grantee device) {
        return Problem.of(
                Code.IOMMU_GROUP_SHARED,
                new Subject(device.id()),
                "shares its IOMMU group with " + (device.groupSize() - 1) + " other function(s)",
                "use a slot or platform with ACS, so that the VF has a group of its own");
    }
}
