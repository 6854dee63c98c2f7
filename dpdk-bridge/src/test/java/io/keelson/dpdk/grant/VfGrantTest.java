package io.keelson.dpdk.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.dpdk.testing.UserspaceVfs;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Vf;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    void kernelVfBringsItsNameAlone() {
        VfGrant grant = VfGrant.kernel(UserspaceVfs.vfio(0, 0));

        assertThat(grant.info()).hasToString("{generic={deviceID=0000:01:10.0}}");
        assertThat(grant.nodes()).isEmpty();
        assertThat(grant.needs()).isEmpty();
    }

    @Test
    void vfioGivesTheContainerAndThenTheGroup() throws HostException {
        VfGrant grant = VfGrant.vfio(UserspaceVfs.vfio(7, 0), VfioMode.IOMMU);

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
        VfGrant grant = VfGrant.vfio(UserspaceVfs.vfio(7, 0), VfioMode.NO_IOMMU);

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

        assertThatThrownBy(() -> VfGrant.vfio(vf, VfioMode.IOMMU)).isInstanceOfSatisfying(HostException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(Code.IOMMU_OFF);
            assertThat(e.problem().subject()).hasToString("0000:01:10.0");
            assertThat(e.problem().hint()).contains("iommu=on");
        });
    }

    @Test
    void sharedGroupIsNotGiven() {
        Vf vf = UserspaceVfs.vf(0, Optional.empty(), Optional.of(GROUP), 2, 0);

        assertThatThrownBy(() -> VfGrant.vfio(vf, VfioMode.IOMMU))
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
                        VfGrant.vfio(UserspaceVfs.vfio(7, 0), VfioMode.IOMMU),
                        VfGrant.vfio(UserspaceVfs.vfio(1, 0), VfioMode.NO_IOMMU),
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
}
