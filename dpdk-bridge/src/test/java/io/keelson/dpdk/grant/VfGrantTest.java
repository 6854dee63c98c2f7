package io.keelson.dpdk.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.dpdk.testing.UserspaceVfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.RdmaDevice;
import io.keelson.vf.model.RdmaName;
import io.keelson.vf.model.Traits;
import io.keelson.vf.model.VdpaDevice;
import io.keelson.vf.model.VdpaName;
import io.keelson.vf.model.VdpaType;
import io.keelson.vf.model.Vf;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VfGrantTest {
    private static final IommuGroup GROUP = new IommuGroup(77);
    private static final DevPath PLAIN = new DevPath("/dev/vfio/77");
    private static final DevPath UNGUARDED = new DevPath("/dev/vfio/noiommu-77");

    @Test
    void kernelVfBringsItsNameAlone() throws HostException {
        VfGrant grant = grant(UserspaceVfs.vfio(0, 0), new Handing.Kernel(), Extras.NONE);

        assertThat(grant.info()).hasToString("{generic={deviceID=0000:01:10.0}}");
        assertThat(grant.nodes()).isEmpty();
        assertThat(grant.needs()).isEmpty();
    }

    @Test
    void vfioGivesTheContainerAndThenTheGroup() throws HostException {
        VfGrant grant = vfio(UserspaceVfs.vfio(7, 0), VfioMode.IOMMU);

        assertThat(grant.nodes())
                .containsExactly(DeviceNode.same(new DevPath("/dev/vfio/vfio")), DeviceNode.same(PLAIN));
        assertThat(grant.info())
                .hasToString("{generic={deviceID=0000:01:10.7}, vfio={dev-mount=/dev/vfio/77, mount=/dev/vfio/vfio}}");
        assertThat(DeviceNode.PERMISSIONS).isEqualTo("rw");
        assertThat(grant.needs()).containsExactly(Need.LOCKED_MEMORY);
        assertThat(Need.LOCKED_MEMORY.capability()).isEqualTo("IPC_LOCK");
        assertThat(Need.LOCKED_MEMORY.limit()).contains("RLIMIT_MEMLOCK");
    }

    @Test
    void unguardedGroupIsFoundUnderItsNumberAndNeedsAnotherRight() throws HostException {
        VfGrant grant = vfio(UserspaceVfs.vfio(7, 0), VfioMode.NO_IOMMU);

        assertThat(grant.nodes())
                .containsExactly(DeviceNode.same(new DevPath("/dev/vfio/vfio")), new DeviceNode(UNGUARDED, PLAIN));
        assertThat(grant.info().get("vfio")).containsEntry("dev-mount", "/dev/vfio/77");
        assertThat(grant.needs()).containsExactly(Need.RAW_IO);
        assertThat(Need.RAW_IO.capability()).isEqualTo("SYS_RAWIO");
        assertThat(Need.RAW_IO.limit()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'', IOMMU", //
        "/dev/vfio/77, IOMMU",
        "/dev/vfio/noiommu-77, NO_IOMMU",
        "/dev/vfio/77 /dev/vfio/noiommu-77, IOMMU",
        "/dev/vfio/noiommu-78, IOMMU"
    })
    void theNodeThatIsThereTellsHowTheGroupIsGuarded(String nodes, VfioMode mode) {
        Set<String> there = Set.of(nodes.split(" "));
        assertThat(VfioMode.of(GROUP, node -> there.contains(node.text()))).isEqualTo(mode);
    }

    @Test
    void withoutGroupThereIsNothingToGive() {
        Vf vf = UserspaceVfs.vf(0, Optional.empty(), Optional.empty(), 0, 0);

        assertThatThrownBy(() -> vfio(vf, VfioMode.IOMMU)).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(Code.IOMMU_OFF);
            assertThat(e.problem().subject()).hasToString("0000:01:10.0");
            assertThat(e.problem().hint()).contains("iommu=on");
        });
    }

    @Test
    void sharedGroupIsNotGiven() {
        Vf vf = UserspaceVfs.vf(0, Optional.empty(), Optional.of(GROUP), 2, 0);

        assertThatThrownBy(() -> vfio(vf, VfioMode.IOMMU))
                .isInstanceOfSatisfying(
                        HostException.class, e -> assertThat(e.problem().code()).isEqualTo(Code.IOMMU_GROUP_SHARED));
    }

    @Test
    void aContainerGetsWhatItsVfsBringEachThingOnce() throws HostException {
        Mount mount = new Mount("/var/lib/x", "/x", true);
        VfGrant other = new VfGrant(
                "0000:01:10.2", List.of(DeviceNode.same(PLAIN)), List.of(mount, mount), new TreeMap<>(), Set.of());

        ContainerGrant grant = ContainerGrant.of(
                "PCIDEVICE_K_IO_D",
                List.of(
                        vfio(UserspaceVfs.vfio(7, 0), VfioMode.IOMMU),
                        vfio(UserspaceVfs.vfio(1, 0), VfioMode.NO_IOMMU),
                        other));

        assertThat(grant.env())
                .containsOnlyKeys("PCIDEVICE_K_IO_D", "PCIDEVICE_K_IO_D_INFO")
                .containsEntry("PCIDEVICE_K_IO_D", "0000:01:10.7,0000:01:10.1,0000:01:10.2");
        assertThat(grant.env().get("PCIDEVICE_K_IO_D_INFO"))
                .startsWith("{\"0000:01:10.1\":{\"generic\":{\"deviceID\":\"0000:01:10.1\"},\"vfio\":{")
                .endsWith(",\"0000:01:10.2\":{}," + "\"0000:01:10.7\":{\"generic\":{\"deviceID\":\"0000:01:10.7\"},"
                        + "\"vfio\":{\"dev-mount\":\"/dev/vfio/77\",\"mount\":\"/dev/vfio/vfio\"}}}");
        assertThat(grant.nodes())
                .extracting(node -> node.host().text())
                .containsExactly("/dev/vfio/vfio", "/dev/vfio/77", "/dev/vfio/noiommu-71");
        assertThat(grant.mounts()).containsExactly(mount);
        assertThat(grant.needs()).containsExactlyInAnyOrder(Need.LOCKED_MEMORY, Need.RAW_IO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/dev",
                "/dev/",
                "dev/vfio",
                "/dev/../etc",
                "/dev/vfio/.",
                "/dev//x",
                "/etc/passwd",
                "/dev/a b"
            })
    void pathsOutsideDevAreNoPaths(String text) {
        assertThatThrownBy(() -> new DevPath(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x", "/a/../b", "/a/", "/a//b", "/a b", "/a\n"})
    void whatIsNoCleanPathIsNotMounted(String text) {
        assertThatThrownBy(() -> new Mount(text, "/a", true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Mount("/a", text, true)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rdmaGoesWithANetdevAsMlx5WantsIt() throws HostException {
        VfGrant grant = grant(
                UserspaceVfs.vf(0, Optional.of(new DriverName("mlx5_core")), Optional.empty(), 0, 0)
                        .withTraits(rdma(device("mlx5_4", 4, true))),
                new Handing.Kernel(),
                new Extras(true, false, Optional.empty(), Optional.empty()));

        assertThat(grant.nodes())
                .extracting(node -> node.host().text() + " " + node.container().text())
                .containsExactly(
                        "/dev/infiniband/issm4 /dev/infiniband/issm4",
                        "/dev/infiniband/umad4 /dev/infiniband/umad4",
                        "/dev/infiniband/uverbs4 /dev/infiniband/uverbs4",
                        "/dev/infiniband/rdma_cm /dev/infiniband/rdma_cm");
        assertThat(grant.info())
                .hasToString("{generic={deviceID=0000:01:10.0}, rdma={issm=/dev/infiniband/issm4, "
                        + "rdma_cm=/dev/infiniband/rdma_cm, rdma_dev=mlx5_4, umad=/dev/infiniband/umad4, "
                        + "uverbs=/dev/infiniband/uverbs4}}");
        assertThat(grant.needs()).containsExactly(Need.LOCKED_MEMORY);
    }

    @Test
    void allRdmaDevicesAreGivenAndTheFirstIsTold() throws HostException {
        Vf vf = UserspaceVfs.vf(0, Optional.empty(), Optional.empty(), 0, 0)
                .withTraits(rdma(device("mlx5_4", 4, false), device("mlx5_5", 5, false)));
        VfGrant grant = grant(vf, new Handing.Kernel(), new Extras(true, false, Optional.empty(), Optional.empty()));

        assertThat(grant.nodes())
                .extracting(node -> node.host().text())
                .contains("/dev/infiniband/uverbs4", "/dev/infiniband/uverbs5")
                .hasSize(6);
        assertThat(grant.info().get("rdma"))
                .containsEntry("rdma_dev", "mlx5_4")
                .containsEntry("uverbs", "/dev/infiniband/uverbs4")
                .doesNotContainKey("rdma_cm");
    }

    @Test
    void uioDriversGiveTheirNode() throws HostException {
        Traits uio = new Traits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.of(new io.keelson.vf.model.DeviceNode("uio3")));
        Vf vf = UserspaceVfs.vf(0, Optional.of(new DriverName("igb_uio")), Optional.empty(), 0, 0);

        VfGrant grant = grant(vf.withTraits(uio), new Handing.Uio(), Extras.NONE);
        assertThat(grant.nodes()).containsExactly(DeviceNode.same(new DevPath("/dev/uio3")));
        assertThat(grant.info().get("uio")).hasToString("{mount=/dev/uio3}");
        assertThat(missing(vf, new Handing.Uio(), Extras.NONE)).contains("uio node");
    }

    @Test
    void vdpaOfTypeVhostGivesItsNodeAndVirtioNone() throws HostException {
        Extras vhost = new Extras(false, false, Optional.of(VdpaType.VHOST), Optional.empty());
        Extras virtio = new Extras(false, false, Optional.of(VdpaType.VIRTIO), Optional.empty());
        Vf bare = UserspaceVfs.vf(0, Optional.empty(), Optional.empty(), 0, 0);
        Vf user = bare.withTraits(vdpa(VdpaType.VHOST, Optional.of("vhost-vdpa-2")));
        Vf kernel = bare.withTraits(vdpa(VdpaType.VIRTIO, Optional.empty()));

        VfGrant grant = grant(user, new Handing.Kernel(), vhost);
        assertThat(grant.nodes()).containsExactly(DeviceNode.same(new DevPath("/dev/vhost-vdpa-2")));
        assertThat(grant.info().get("vdpa")).hasToString("{mount=/dev/vhost-vdpa-2}");
        assertThat(grant.needs()).containsExactly(Need.LOCKED_MEMORY);
        VfGrant none = grant(kernel, new Handing.Kernel(), virtio);
        assertThat(none.nodes()).isEmpty();
        assertThat(none.info().get("vdpa")).isEmpty();
        assertThat(missing(kernel, new Handing.Kernel(), vhost)).contains("vDPA device of type vhost");
        assertThat(missing(user, new Handing.Kernel(), virtio)).contains("vDPA device of type virtio");
        assertThat(missing(bare, new Handing.Kernel(), vhost)).contains("vDPA device");
        assertThat(missing(bare.withTraits(vdpa(VdpaType.VHOST, Optional.empty())), new Handing.Kernel(), vhost))
                .contains("vhost-vdpa node");
        assertThat(missing(bare, new Handing.Kernel(), new Extras(true, false, Optional.empty(), Optional.empty())))
                .contains("RDMA device");
    }

    @Test
    void theHostsNodesAndTheOperatorsWordsComeOnTop() throws HostException {
        SortedMap<String, String> words = new TreeMap<>(Map.of("vlan", "100", "net", "<a>"));
        VfGrant grant = grant(
                UserspaceVfs.vfio(7, 0),
                new Handing.Vfio(VfioMode.IOMMU),
                new Extras(false, true, Optional.empty(), Optional.of(words)));

        assertThat(grant.nodes())
                .extracting(node -> node.host().text())
                .containsExactly("/dev/vfio/vfio", "/dev/vfio/77", "/dev/vhost-net", "/dev/net/tun");
        assertThat(grant.info())
                .containsOnlyKeys("extra", "generic", "vfio", "vhost")
                .hasToString("{extra={net=<a>, vlan=100}, generic={deviceID=0000:01:10.7}, "
                        + "vfio={dev-mount=/dev/vfio/77, mount=/dev/vfio/vfio}, "
                        + "vhost={net-mount=/dev/vhost-net, tun-mount=/dev/net/tun}}");
        Extras empty = new Extras(false, false, Optional.empty(), Optional.of(new TreeMap<>()));
        assertThat(grant(UserspaceVfs.vfio(7, 0), new Handing.Kernel(), empty).info())
                .containsKey("extra");
    }

    @Test
    void whatSeveralVfsShareIsGivenOnce() throws HostException {
        Extras all = new Extras(true, true, Optional.empty(), Optional.empty());
        Vf one = UserspaceVfs.vfio(0, 0).withTraits(rdma(device("mlx5_4", 4, true)));
        Vf other = UserspaceVfs.vfio(1, 0).withTraits(rdma(device("mlx5_5", 5, true)));
        Handing vfio = new Handing.Vfio(VfioMode.IOMMU);

        assertThat(ContainerGrant.of("X", List.of(grant(one, vfio, all), grant(other, vfio, all)))
                        .nodes())
                .extracting(node -> node.host().text())
                .doesNotHaveDuplicates()
                .hasSize(1 + 2 + 2 * 3 + 1 + 2);
    }

    private static VfGrant grant(Vf vf, Handing handing, Extras extras) throws HostException {
        return VfGrant.of(Grantee.of(vf), handing, extras);
    }

    private static VfGrant vfio(Vf vf, VfioMode mode) throws HostException {
        return grant(vf, new Handing.Vfio(mode), Extras.NONE);
    }

    private static String missing(Vf vf, Handing handing, Extras extras) {
        try {
            throw new AssertionError("granted: " + grant(vf, handing, extras));
        } catch (HostException e) {
            assertThat(e.problem().code()).isEqualTo(Code.DEVICE_NODE_MISSING);
            assertThat(e.problem().subject()).hasToString(vf.address().toString());
            return e.problem().detail();
        }
    }

    private static Traits rdma(RdmaDevice... devices) {
        return new Traits(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(devices),
                Optional.empty(),
                Optional.empty());
    }

    private static RdmaDevice device(String name, int n, boolean rdmaCm) {
        return new RdmaDevice(
                new RdmaName(name), Optional.empty(), node("issm" + n), node("umad" + n), node("uverbs" + n), rdmaCm);
    }

    private static Traits vdpa(VdpaType type, Optional<String> node) {
        VdpaDevice device = new VdpaDevice(
                new VdpaName("vdpa0"), Optional.of(type), node.flatMap(io.keelson.vf.model.DeviceNode::parse));
        return new Traits(
                Optional.empty(), Optional.empty(), Optional.empty(), List.of(), Optional.of(device), Optional.empty());
    }

    private static Optional<io.keelson.vf.model.DeviceNode> node(String name) {
        return io.keelson.vf.model.DeviceNode.parse(name);
    }
}
