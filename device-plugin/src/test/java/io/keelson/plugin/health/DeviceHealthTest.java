package io.keelson.plugin.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.keelson.config.model.DriverChoice;
import io.keelson.plugin.testing.Vfs;
import io.keelson.vf.model.Baseline;
import io.keelson.vf.model.BootId;
import io.keelson.vf.model.Code;
import io.keelson.vf.model.ContainerId;
import io.keelson.vf.model.DriverName;
import io.keelson.vf.model.IfName;
import io.keelson.vf.model.IommuGroup;
import io.keelson.vf.model.Ledger;
import io.keelson.vf.model.NetnsPath;
import io.keelson.vf.model.Owner;
import io.keelson.vf.model.OwnerKey;
import io.keelson.vf.model.OwnerPhase;
import io.keelson.vf.model.PodRef;
import io.keelson.vf.model.Problem;
import io.keelson.vf.model.Snapshot;
import io.keelson.vf.model.Subject;
import io.keelson.vf.model.Vf;
import io.keelson.vf.model.VfSettings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DeviceHealthTest {
    private static final Baseline BASELINE =
            new Baseline(VfSettings.NONE.withTrust(false), Optional.empty(), Optional.empty(), Optional.empty());
    private static final Standing CLEAN =
            new Standing(Optional.empty(), false, Optional.of(BASELINE), true, Optional.empty());
    private static final DriverName IGBVF = new DriverName("igbvf");

    @Test
    void presentBoundAndVerifiedIsHealthy() {
        assertThat(codes(Vfs.kernel(0), DriverChoice.KERNEL, CLEAN)).isEmpty();
        assertThat(codes(Vfs.vfio(0), DriverChoice.VFIO_PCI, CLEAN)).isEmpty();
        assertThat(codes(Vfs.vfio(0), DriverChoice.AS_FOUND, CLEAN)).isEmpty();
    }

    @Test
    void notInTheSnapshot() {
        Snapshot empty = new Snapshot(1, List.of(), List.of());
        Optional<Problem> reason = DeviceHealth.judge(Vfs.address(3), empty, DriverChoice.KERNEL, CLEAN);

        assertThat(reason.map(Problem::code)).contains(Code.VF_NOT_FOUND);
        assertThat(reason.orElseThrow().subject()).hasToString("0000:01:10.3");
    }

    @Test
    void driverAsThePoolWants() {
        Vf bare = Vfs.vf(0, Optional.empty(), Optional.empty(), Optional.empty(), 0);
        for (DriverChoice wish : DriverChoice.values()) {
            assertThat(codes(bare, wish, CLEAN)).containsExactly(Code.VF_WITHOUT_DRIVER);
        }
        assertThat(codes(Vfs.vfio(0), DriverChoice.KERNEL, CLEAN)).containsExactly(Code.DRIVER_NOT_BOUND);
        assertThat(codes(Vfs.kernel(0), DriverChoice.VFIO_PCI, CLEAN)).containsExactly(Code.DRIVER_NOT_BOUND);
    }

    @Test
    void netdevThatNobodyHoldsYetIsAway() {
        Vf away = Vfs.vf(0, Optional.of(IGBVF), Optional.empty(), Optional.empty(), 0);

        assertThat(codes(away, DriverChoice.KERNEL, CLEAN)).containsExactly(Code.VF_NETDEV_MISSING);
        assertThat(codes(away, DriverChoice.KERNEL, held(OwnerPhase.ATTACHED))).isEmpty();
    }

    @Test
    void vfioNeedsAGroupOfItsOwn() {
        Optional<DriverName> vfio = Optional.of(DriverName.VFIO_PCI);
        Vf none = Vfs.vf(0, vfio, Optional.empty(), Optional.empty(), 0);
        Vf shared = Vfs.vf(0, vfio, Optional.empty(), Optional.of(new IommuGroup(9)), 2);

        assertThat(codes(none, DriverChoice.VFIO_PCI, CLEAN)).containsExactly(Code.IOMMU_OFF);
        assertThat(codes(shared, DriverChoice.VFIO_PCI, CLEAN)).containsExactly(Code.IOMMU_GROUP_SHARED);
        assertThat(codes(shared, DriverChoice.AS_FOUND, CLEAN)).containsExactly(Code.IOMMU_GROUP_SHARED);
    }

    @Test
    void aSharedGroupIsNoMatterForANetdev() {
        Vf shared = Vfs.vf(0, Optional.of(IGBVF), Optional.of(Vfs.netdev(0)), Optional.of(new IommuGroup(9)), 2);

        assertThat(codes(shared, DriverChoice.KERNEL, CLEAN)).isEmpty();
    }

    @Test
    void whatWasNotVerifiedIsNotOffered() {
        Standing unread = new Standing(Optional.empty(), false, Optional.of(BASELINE), false, Optional.empty());
        Standing undeclared = new Standing(Optional.empty(), false, Optional.empty(), true, Optional.empty());

        assertThat(codes(Vfs.kernel(0), DriverChoice.KERNEL, unread)).containsExactly(Code.NOT_VERIFIED);
        assertThat(codes(Vfs.kernel(0), DriverChoice.KERNEL, undeclared)).containsExactly(Code.NOT_VERIFIED);
    }

    @Test
    void aFreeVfThatDiffersFromItsBaselineIsDirty() {
        Vf dirty = Vfs.with(Vfs.kernel(0), VfSettings.NONE.withTrust(true));
        Vf clean = Vfs.with(Vfs.kernel(0), VfSettings.NONE.withTrust(false));

        assertThat(codes(dirty, DriverChoice.KERNEL, CLEAN)).containsExactly(Code.NOT_VERIFIED);
        assertThat(codes(clean, DriverChoice.KERNEL, CLEAN)).isEmpty();
        assertThat(codes(dirty, DriverChoice.KERNEL, held(OwnerPhase.ATTACHED))).isEmpty();
    }

    @Test
    void aReleaseUnderWayIsNoReasonAndAStuckOneIs() {
        Vf rebinding = Vfs.vf(0, Optional.empty(), Optional.empty(), Optional.empty(), 0);
        Problem why = Problem.of(Code.ROLLBACK_INCOMPLETE, Subject.of(Vfs.address(0)), "MAC refused", "rebind it");
        Standing stuck =
                new Standing(held(OwnerPhase.RELEASING).owner(), false, Optional.of(BASELINE), false, Optional.of(why));

        assertThat(codes(rebinding, DriverChoice.KERNEL, held(OwnerPhase.RELEASING)))
                .isEmpty();
        assertThat(codes(rebinding, DriverChoice.KERNEL, held(OwnerPhase.ATTACHED)))
                .containsExactly(Code.VF_WITHOUT_DRIVER);
        assertThat(DeviceHealth.judge(rebinding, DriverChoice.KERNEL, stuck)).contains(why);
    }

    @Test
    void standingIsReadFromTheLedger() {
        Vf vf = Vfs.kernel(0);
        Owner owner = held(OwnerPhase.ATTACHED).owner().orElseThrow();
        Ledger ledger = new Ledger(Map.of(vf.id(), owner), Map.of(vf.address(), BASELINE), Map.of());

        assertThat(Standing.of(vf, ledger, true, Optional.empty()))
                .isEqualTo(new Standing(Optional.of(owner), false, Optional.of(BASELINE), true, Optional.empty()));
        assertThat(Standing.of(Vfs.kernel(1), ledger, true, Optional.empty()).owner())
                .isEmpty();
    }

    @Test
    void aGrantedVfIsJudgedByItsDriverAlone() {
        Standing granted = new Standing(Optional.empty(), true, Optional.of(BASELINE), false, Optional.empty());

        assertThat(codes(Vfs.vfio(1), DriverChoice.VFIO_PCI, granted)).isEmpty();
        assertThat(codes(Vfs.kernel(1), DriverChoice.VFIO_PCI, granted)).containsExactly(Code.DRIVER_NOT_BOUND);
    }

    private static List<Code> codes(Vf vf, DriverChoice wish, Standing standing) {
        return DeviceHealth.judge(vf, wish, standing).map(Problem::code).stream()
                .toList();
    }

    private static Standing held(OwnerPhase phase) {
        OwnerKey key = new OwnerKey(
                new BootId("00000000-0000-0000-0000-000000000001"), new ContainerId("c1"), new IfName("net1"));
        Owner owner = new Owner(
                key,
                phase,
                new PodRef("default", "a", "u"),
                new NetnsPath("/run/netns/a"),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.empty(),
                Instant.EPOCH);
        return new Standing(Optional.of(owner), false, Optional.of(BASELINE), false, Optional.empty());
    }
}
