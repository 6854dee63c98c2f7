package io.keelson.dpdk.grant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keelson.vf.model.Code;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.HostException;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.PciAddress;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfId;
import io.keelson.vf.model.VfIndex;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserspaceGrantTest {
    @Test
    void vfioGivesTheContainerAndThenTheGroup() throws HostException {
        UserspaceGrant grant = UserspaceGrant.vfio(vf(Optional.of(new IommuGroup(77))));

        assertThat(grant.nodes())
                .containsExactly(
                        DeviceNode.same(new DevPath("/dev/vfio/vfio")), DeviceNode.same(new DevPath("/dev/vfio/77")));
        assertThat(grant.info()).hasToString("{vfio={dev-mount=/dev/vfio/77, mount=/dev/vfio/vfio}}");
        assertThat(DeviceNode.PERMISSIONS).isEqualTo("rw");
    }

    @Test
    void withoutGroupThereIsNothingToGive() {
        assertThatThrownBy(() -> UserspaceGrant.vfio(vf(Optional.empty())))
                .isInstanceOfSatisfying(HostException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(Code.IOMMU_OFF);
                    assertThat(e.problem().subject()).hasToString("0000:01:10.0");
                    assertThat(e.problem().hint()).contains("iommu=on");
                });
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

    private static Vf vf(Optional<IommuGroup> group) {
        return new Vf(
                new VfId(PciAddress.of("0000:01:10.0"), 1),
                PciAddress.of("0000:01:00.0"),
                new VfIndex(0),
                Optional.empty(),
                Optional.empty(),
                Optional.of(DriverName.VFIO_PCI),
                Optional.of(DriverName.VFIO_PCI),
                Optional.empty(),
                group,
                group.isPresent() ? 1 : 0,
                Optional.empty(),
                Optional.empty());
    }
}
